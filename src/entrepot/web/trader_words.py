"""Codes of a trader's pages in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

TRADER_WORDS: Mapping[str, Mapping[str, str]] = {
    "tab": {
        "action": N_("Action needed"),
        "progress": N_("In progress"),
        "released": N_("Released or completed"),
        "rejected": N_("Rejected or cancelled"),
    },
    "tab_empty": {
        "action": N_("Nothing waits for you. Begin a declaration, or upload a file of several."),
        "progress": N_("Nothing is under way. What you lodge appears here until it is released."),
        "released": N_("Nothing is released yet. Releases and their notes appear here."),
        "rejected": N_("Nothing was rejected, withdrawn or cancelled."),
    },
    "preference": {
        "granted": N_("Saved by the preference"),
        "secured": N_("Saved once the proof of origin is in hand; secured until then"),
        "possible": N_("Could be saved with a proof of origin"),
    },
    "whose": {
        "you": N_("Your turn"),
        "customs": N_("Customs' turn"),
        "agency": N_("The agencies' turn"),
        "site": N_("The site's turn"),
        "window": N_("The window's turn"),
        "nobody": N_("Nothing is left to do"),
    },
    # What is to be done next, by the reason it waits.
    "turn": {
        "draft": N_("Fill it in, check it and lodge it."),
        "rejected": N_("It was rejected. Copy it, put right what is wrong, and lodge the copy."),
        "question": N_("Answer the officer's question below."),
        "pay": N_("Pay what is due, or set security aside for it; then it is released."),
        "secure": N_("Security is missing: deposit more, or send the proof of origin."),
        "complete": N_("Released on security. Take the second step in time."),
        "seized": N_("The goods are seized. You may appeal."),
        "suspended": N_("Your firm is suspended. Ask the office that suspended it."),
        "arrival": N_("It waits for the goods: the site tells when they arrive."),
        "screening": N_("It is being screened."),
        "cancellation": N_("A supervisor decides on the cancellation."),
        "amendment": N_("An officer decides on the amendment."),
        "documents": N_("An officer checks the documents."),
        "inspection": N_("The goods are inspected; see the appointment below."),
        "discrepancy": N_("Something was found to differ from the declaration; officers decide."),
        "hold": N_("An agency holds the goods."),
        "assessing": N_("It is being assessed."),
        "move": N_("Released. The goods may move; the gate lets them out by this release."),
        "no_exit": N_("Released, but no exit was seen. Show that the goods left."),
        "over": N_("It is over. Copy it to file the like again."),
        "completed": N_("Everything is done."),
    },
    "trader_done": {
        "withdraw": N_("It is withdrawn."),
        "cancel": N_("The cancellation is asked for."),
        "answer": N_("The answer is with the officer."),
        "appeal": N_("The appeal is lodged."),
        "secure": N_("Security is set aside."),
        "proof": N_("The proof is taken; the security for it is free."),
        "documents": N_("The file is kept with the declaration."),
        "amend": N_("The amendment is asked for."),
        "complete": N_("The second step is taken."),
        "lodge": N_("It is lodged."),
    },
    "amendment_state": {
        "pending": N_("waits for an officer"),
        "granted": N_("granted"),
        "approved": N_("granted"),
        "refused": N_("refused"),
    },
    "legal_case": {
        "seizure": N_("Seizure"),
        "appeal": N_("Appeal"),
        "audit": N_("Audit after release"),
        "no_exit": N_("Enquiry about exit"),
    },
    "upload_outcome": {
        "checked": N_("checked"),
        "drafted": N_("kept as a draft"),
        "lodged": N_("lodged"),
        "left": N_("left: has faults"),
        "refused": N_("refused"),
    },
}
