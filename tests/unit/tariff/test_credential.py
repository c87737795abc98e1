"""Credentials: signatures and proofs against published vectors, the list of statuses."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from entrepot.store.keys import check_signature
from entrepot.tariff.credential import (
    STATUSES,
    Signer,
    base58,
    did_of,
    key_of_did,
    read_proof,
    read_status,
    sign_credential,
    unbase58,
    write_statuses,
)

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
ALUMNI = {
    "@context": CONTEXT,
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
SECRET = "c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6"
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)


def signer_of(secret: str) -> Signer:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    return Signer(private.public_key().public_bytes_raw(), private.sign)


@pytest.mark.parametrize(
    ("secret", "public", "message", "signature"),
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
            "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
            "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ],
)
def test_signatures_are_those_of_the_rfc(
    secret: str, public: str, message: str, signature: str
) -> None:
    """RFC 8032, section 7.1, tests 1 and 2."""
    signer = signer_of(secret)

    assert signer.public.hex() == public
    assert signer.sign(bytes.fromhex(message)).hex() == signature
    assert check_signature(signer.public, bytes.fromhex(signature), bytes.fromhex(message))
    assert not check_signature(signer.public, bytes.fromhex(signature), b"other")


def test_a_proof_is_that_of_the_recommendation() -> None:
    """W3C Data Integrity EdDSA Cryptosuites 1.0, appendix B.3 (eddsa-jcs-2022)."""
    signed = sign_credential(ALUMNI, signer_of(SECRET), CREATED)
    proof = read_proof(signed)

    assert signed["proof"]["proofValue"] == (
        "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
    )
    assert signed["proof"]["verificationMethod"].endswith(
        "#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    )
    assert proof is not None
    assert proof.message.hex() == (
        "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
        "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
    )
    assert check_signature(proof.public, proof.signature, proof.message)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "Other"}, {"cryptosuite": "eddsa-rdfc-2022"}, {"proofValue": "m0"},
        {"proofValue": 5}, {"proofPurpose": "authentication"}, {"created": "soon"},
        {"verificationMethod": "did:key:zz"}, {"@context": []}, {"proofValue": "z" + "1" * 300},
        {"verificationMethod": None},
    ],
)  # fmt: skip
def test_a_proof_that_is_none_is_not_read(change: dict[str, object]) -> None:
    signed = sign_credential(ALUMNI, signer_of(SECRET), CREATED)

    assert read_proof({**signed, "proof": {**signed["proof"], **change}}) is None
    assert read_proof(ALUMNI) is None


def test_keys_are_written_and_read_as_text() -> None:
    public = signer_of(SECRET).public
    text = did_of(public)

    assert key_of_did(f"did:key:{text}#{text}") == public
    assert unbase58(base58(b"\0\0\x01")) == b"\0\0\x01"
    for wrong in ("did:key:zabc#zabc", "did:web:a#a", f"did:key:{text}", text):
        with pytest.raises(ValueError):  # noqa: PT011
            key_of_did(wrong)


def test_the_list_of_statuses_tells_each_by_its_place() -> None:
    statuses = {0: "cancelled", 3: "issued", 4: "replaced", 131_080: "corrected"}
    text = write_statuses(statuses)

    assert {index: read_status(text, index) for index in statuses} == statuses
    assert read_status(text, 1) == STATUSES[0]
    assert write_statuses(statuses) == text
    for wrong, index in ((text, 1_000_000), ("u", 0), ("uAAAA", 0), (text, -1)):
        with pytest.raises(ValueError):  # noqa: PT011
            read_status(wrong, index)
