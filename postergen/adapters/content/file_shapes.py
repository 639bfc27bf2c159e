"""The shapes that the files of packs and looks share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from postergen.domain.localized import LOCALES, Localized

Text = Annotated[str, Field(min_length=1)]


class FileModel(BaseModel):
    """Part of a file: every key is known, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LocalizedText(FileModel):
    """A text in every locale."""

    zh_CN: Annotated[Text, Field(alias="zh-CN")]
    en: Text

    def value(self) -> Localized:
        return Localized(dict(zip(LOCALES, (self.zh_CN, self.en), strict=True)))
