/*
 * prove.h -- the proof of each private name and private domain: for people, and for programs
 * (docs/proof.md).
 */
#ifndef ZW_REPORT_PROVE_H
#define ZW_REPORT_PROVE_H

#include "index/proof.h"
#include "report/report.h"

struct proof_counts {
	size_t names, domains;
	size_t proved, refuted, unknown;
};

/* Proves every private name, and every private domain that the estate or the policy declares, and writes
 * it: REPORT_TEXT or REPORT_JSON. */
void report_proofs(struct buf *out, const struct run *run, enum report_format format,
		   struct proof_counts *ret_counts);

#endif
