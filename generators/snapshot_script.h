/*
 * snapshot_script.h -- `init --snapshot-script`: a script that exports what exists, of all accounts and
 * regions of an estate.
 *
 * The script is generators/snapshot.sh with the accounts filled in. Regions of an account are its own and those of
 * what the estate places there: load balancers, certificates, endpoint services, VPCs. Certificates are exported of
 * us-east-1 as well, where those of CloudFront lie. The folder that it writes is what linter/front/aws*.c reads, with
 * made.json, which says when the export began:
 *
 *	{"zonewarrant_snapshot": "1", "made": "2026-11-24T10:00:00Z"}
 */
#ifndef ZW_GENERATORS_SNAPSHOT_SCRIPT_H
#define ZW_GENERATORS_SNAPSHOT_SCRIPT_H

#include "engine/run.h"

/* Appends the script. False, and nothing appended, where the estate declares no account of AWS. */
bool snapshot_script_write(struct buf *out, const struct run *run);

#endif
