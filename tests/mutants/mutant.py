"""One wrong version of a helper."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One wrong version of a helper.

    Attributes:
        name: what is wrong, in a few words.
        place: the file to change, the file of its tests, and the test of the notebook that builds it ("" if none).
        before: lines that stand in the file exactly once.
        after: what to write instead.
    """

    name: str
    place: tuple[str, str, str]
    before: str
    after: str

    @property
    def file(self) -> str:
        return self.place[0]

    @property
    def tests(self) -> str:
        return self.place[1]

    @property
    def notebook(self) -> str:
        return self.place[2]

    def applied_to(self, source: str) -> str:
        """Returns the broken source.

        Raises:
            ValueError: `before` does not stand in the source exactly once.
        """
        if source.count(self.before) != 1:
            raise ValueError(f"{self.name}: {self.before!r} stands {source.count(self.before)} times in {self.file}, "
                             "but a mutant changes one place. Bring the table up to date.")
        return source.replace(self.before, self.after)
