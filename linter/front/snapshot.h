/*
 * snapshot.h -- what exists today: exports of the AWS CLI (docs/bundle.md), beside what is declared.
 *
 * A snapshot is a folder of JSON files in any layout. What a file is, its own keys say; of which account
 * it is, a folder above it says by an account's key or number, and the resources in it by their ARNs. An
 * export that does not hold all it should is worse than none, for what it lacks would count as absent.
 *
 * It is read into a model of its own (model/existing.h), fills in what the estate leaves to it, and what of
 * it stays joins the declared zones:
 *
 *	model->existing = snapshot_read(sources, diags, model, folder);
 *	snapshot_fill(model);            the estate's names are linked
 *	snapshot_match_zones(...);       its zones are derived, its delegations are not
 *	snapshot_fill_certificates(...); its certificates are derived, their proofs are not
 *	snapshot_join(model);            all is derived
 */
#ifndef ZW_FRONT_SNAPSHOT_H
#define ZW_FRONT_SNAPSHOT_H

#include "diag/diag.h"
#include "model/existing.h"

/*
 * Reads every JSON file below FOLDER (relative to the project's folder, as the project file writes it)
 * into a finished model, which has the accounts of MODEL. Reported are, under snapshot-incomplete, an export
 * that is cut off, of an account that is not declared or that its folder contradicts, records of a hosted
 * zone that no export lists, and a folder without any export; under the other rules of the family syntax
 * what cannot be read.
 */
struct model *snapshot_read(struct sources *sources, struct diag_list *diags,
			    const struct model *model, struct text folder);

/* Generated names, ids and verification records that the estate does not state: of load balancers, endpoint
 * services, Resolver endpoints and rules. */
void snapshot_fill(struct model *model);

/* Finds the hosted zone that each declared zone of AWS is, by its id, else by name, view, account and VPCs, and
 * takes its id, name servers and VPCs where the estate does not state them. Reported under
 * snapshot-incomplete: a stated id that no export of its account lists, or that is of another name, and
 * several hosted zones that a zone without an id may be. */
void snapshot_match_zones(struct model *model, struct diag_list *diags);

/* ARNs and validation records of certificates that exist: of the same names, account and region. */
void snapshot_fill_certificates(struct model *model);

/* Settles the fate of each record set that exists, and adds what stays to the declared zones; a hosted zone
 * that nobody declares becomes a zone of the model. model->before is set, or NULL. */
void snapshot_join(struct model *model);

/*
 * Says under snapshot-incomplete, at MAX_AGE, that the snapshot of FOLDER is older than that, or that nothing in it
 * says when it was made: a file with the member `zonewarrant_snapshot`, and `made` with the moment in ISO 8601,
 * such as `2026-11-24T10:00:00Z`. Of several the oldest counts. Ages are of whole days: there is no clock but
 * TODAY.
 */
void snapshot_check_age(const struct sources *sources, struct diag_list *diags, struct text folder,
			struct text max_age, date today);

#endif
