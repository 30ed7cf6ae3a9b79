"""Presidio's whole analyzer, PHONE_NUMBER and PERSON; only where a spaCy model is installed, none is ever fetched."""

from collections.abc import Sequence

from benchmarks.rivals import Library, Replace, spliced

MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")


def make(_regions: Sequence[str]) -> Replace:
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    from spacy.util import is_package

    model = next((name for name in MODELS if is_package(name)), None)
    if model is None:
        raise ImportError("no spaCy model")
    settings = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": model}]}
    engine = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=settings).create_engine())
    kinds = ["PHONE_NUMBER", "PERSON"]
    return lambda line: spliced(line, ((r.start, r.end) for r in engine.analyze(line, language="en", entities=kinds)), "X")


RIVAL = Library("presidio, whole", "presidio-analyzer", make, "pip install presidio-analyzer, and a spaCy model such as en_core_web_lg")
