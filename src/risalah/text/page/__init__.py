"""Web pages: the story of a page, where it stands in the page, and what the page says of itself."""

from risalah.text.page.page import Page, PageReader

__all__ = ["Page", "PageReader"]
