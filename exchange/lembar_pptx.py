"""stub"""
from domain.lembar import Lembar
def lembar_pptx(lembar: Lembar, gambar) -> bytes:
    raise NotImplementedError
