"""All targets, with every kind of tampering, in the order of the page."""

from __future__ import annotations

import tamper_amended
import tamper_amended_forged
import tamper_amended_log
import tamper_amended_papers
import tamper_documents
import tamper_folders
import tamper_forged
import tamper_log
import tamper_looks
import tamper_odd_files
import tamper_packs
import tamper_pictures
import tamper_record_files
import tamper_results
import tamper_shown
import tamper_steered
import tamper_tables

TARGETS = tuple(
    module.TARGET
    for module in (
        tamper_record_files,
        tamper_log,
        tamper_forged,
        tamper_steered,
        tamper_tables,
        tamper_documents,
        tamper_looks,
        tamper_shown,
        tamper_pictures,
        tamper_folders,
        tamper_odd_files,
        tamper_packs,
        tamper_results,
        tamper_amended,
        tamper_amended_log,
        tamper_amended_forged,
        tamper_amended_papers,
    )
)
EVERY = tuple((target, one) for target in TARGETS for one in target.kinds)
