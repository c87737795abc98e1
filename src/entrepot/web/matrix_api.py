"""The API of matrices: asked for, worked out in the background, fetched as a file."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse
from pydantic import Field

from entrepot.web.answers import told
from entrepot.web.api import PROBLEMS
from entrepot.web.bodies import Body, Number, Text, Word
from entrepot.web.matrix_verbs import MatrixVerbs

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id of the matrix.")]
Side = Annotated[
    Text | Annotated[list[Text], Field(max_length=1000)],
    Field(description="A level such as counties, world200, or a list of places."),
]
_ABSENT: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "There is no such matrix, or it is not done yet.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}
_PARQUET = "application/vnd.apache.parquet"


class MatrixBody(Body):
    """A matrix to work out; without teu and tonnes one TEU is carried."""

    from_: Side | None = Field(None, alias="from")
    to: Side | None = None
    kind: Literal["scalar", "pareto"] = "scalar"
    teu: Number | None = Field(None, description="Containers a cell [TEU].")
    tonnes: Number | None = Field(None, description="Gross mass a cell [t].")
    hs: Word | None = Field(None, description="HS code of the goods, for what bans them.")
    value_usd: Number | None = Field(None, description="Value of the goods [USD].")
    depart: Word | None = Field(None, description="Day of departure; today by default.")
    year: int | None = Field(None, description="Year of the network.")
    modes: list[Word] | None = Field(None, max_length=10, description="Modes that may be used.")
    avoid: list[Text] | None = Field(None, max_length=100, description="KIND:ID to leave out.")
    inventory: Number | None = Field(None, description="Cost of a day, of the value [%].")

    def fields(self) -> dict[str, object]:
        """The keys that were given, for the service."""
        return self.model_dump(exclude_none=True, by_alias=True)


def matrix_api(verbs: MatrixVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1/matrices")

    @router.post("", status_code=202, responses=PROBLEMS)
    def start_matrix(body: MatrixBody) -> Response:
        """Ask for a matrix; the same question is worked out once and has one id."""
        document = verbs.start(body.fields())
        answer = told(document, 202)
        answer.headers["location"] = f"/api/v1/matrices/{document['id']}"
        return answer

    @router.get("")
    def list_matrices() -> Response:
        """The newest matrices, newest first."""
        return told(verbs.list())

    @router.get("/{id}.parquet", responses=_ABSENT)
    def get_parquet(id: Id) -> Response:
        """The rows of a matrix that is done as a Parquet file."""
        return FileResponse(verbs.file(id), media_type=_PARQUET, filename=f"matrix-{id}.parquet")

    @router.get("/{id}.csv", responses=_ABSENT)
    def get_csv(id: Id) -> Response:
        """The same rows as CSV."""
        name = {"content-disposition": f'attachment; filename="matrix-{id}.csv"'}
        return Response(verbs.csv(id), media_type="text/csv; charset=utf-8", headers=name)

    @router.get("/{id}", responses=_ABSENT)
    def get_matrix(id: Id) -> Response:
        """How far a matrix is, and what came out."""
        return told(verbs.show(id))

    return router
