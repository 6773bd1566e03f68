/*
 * statement.h -- evidence/statement.json: what the bundle is and what it was made from, as an in-toto
 * Statement v1 (in-toto/attestation, spec/v1/statement.md), and the signature over it.
 *
 * Its subjects are manifest.json and every file that the manifest lists, each with its SHA-256, so that a
 * manifest that was written anew shows, and one signature covers all. The predicate says under which policy the
 * check passed, what it found, and which inputs it read:
 *
 *	{"zonewarrant_bundle": "1", "version": …, "now": …,
 *	 "findings": {"errors", "warnings", "infos", "waived"}, "undecided": n,
 *	 "policy": {"name", "digest"}, "inputs": [{"name", "digest"}],
 *	 "steps": {"ready", "waiting", "pending", "irreversible"}}
 *
 * STATEMENT_PREDICATE is the type of that predicate. It is an identifier and leads nowhere, hence its
 * domain (RFC 2606 section 2).
 */
#ifndef ZW_GENERATORS_STATEMENT_H
#define ZW_GENERATORS_STATEMENT_H

#include "bundle.h"
#include "engine/run.h"
#include "index/plan.h"
#include "key_file.h"

#define STATEMENT_FILE "evidence/statement.json"
#define STATEMENT_ENVELOPE "evidence/statement.dsse.json"
#define STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define STATEMENT_PREDICATE "https://zonewarrant.example/bundle/v1"

/* Adds the statement, after the manifest, and its envelope where KEY has a key. FAILED where OpenSSL refuses to
 * sign. */
MUST_USE enum status statement_add(struct bundle *bundle, const struct run *run,
				   const struct plan *plan, const struct key *key, struct err *err);

#endif
