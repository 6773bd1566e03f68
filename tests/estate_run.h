/*
 * estate_run.h -- a run over an estate that a test writes as text.
 */
#ifndef ZW_TESTS_ESTATE_RUN_H
#define ZW_TESTS_ESTATE_RUN_H

#include "engine/run.h"

/* Reads and checks YAML as the only source, on 2026-11-24; the running test fails where it cannot be read.
 * The caller frees with run_free(). */
void estate_run(struct run *run, const char *yaml);

/* A name in the run's arena; the running test fails where TEXT is none. */
const struct dname *estate_name(struct run *run, const char *text);

#endif
