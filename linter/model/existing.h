/*
 * existing.h -- a configuration beside what exists and beside what was declared before.
 *
 * What exists is a model of its own, of the exports of a snapshot alone: `existing` of the model that is
 * declared. A zone of either has the other as its counterpart. What becomes of a record set that exists is
 * settled once, when both are read (front/snapshot.h), and written down in its `fate`:
 *
 *	declared    its owner, type and set identifier are declared in the counterpart
 *	removed     they are not, and they were declared before, or the zone is pruned
 *	foreign     nobody declares them: the record set stays, and is in the declared zone as well,
 *	            marked `foreign`, so that every rule and proof is of what will exist
 *
 * A TXT record set may hold values of several owners (Amazon VPC, "Manage DNS names for VPC endpoint
 * services": the proofs of several services stand at one name). So values that exist and were never declared
 * stay beside the declared ones: they are the last `n_foreign` of the declared set.
 */
#ifndef ZW_MODEL_EXISTING_H
#define ZW_MODEL_EXISTING_H

#include "model/model.h"

/* The record set of that owner, type and set identifier (NULL: simple), or NULL. ZONE is sorted. */
struct rrset *zone_record_set(const struct zone *zone, const struct dname *owner, enum rr_type type,
			      const char *set_identifier);

/* The index of the first record set that does not come before that owner and type; their number where all do.
 * ZONE is sorted. */
size_t zone_first_of(const struct zone *zone, const struct dname *owner, enum rr_type type);

/* The zones of that name and view, side by side in the list of a finished model; ret_n may be 0. */
struct zone *const *model_zones_of(const struct model *model, const struct dname *name,
				   enum view view, size_t *ret_n);

/* Route 53 makes the SOA and the NS at the apex itself, and lets nobody create or delete them. */
bool rrset_is_of_service(const struct rrset *rrset);

/* The values of a record set of the snapshot as the service has them; NULL for one that is declared, by exports
 * too. */
const struct str *rrset_verbatim(const struct rrset *rrset);

/* Whether an export lists all hosted zones of ACCOUNT (NULL: of any account). */
bool existing_lists_zones(const struct model *existing, const struct account *account);

/* The zone that was declared before as what EXISTING, a hosted zone of the snapshot, is; NULL: none, or that
 * cannot be told. To be asked before the foreign zones are added to MODEL. */
const struct zone *zone_before(const struct model *model, const struct zone *existing);

/* Whether ZONE, which is managed as a whole, declares no record while its hosted zone holds N of them, FIRST the
 * first: a plan is refused. */
bool zone_is_emptied(const struct zone *zone, const struct rrset **ret_first, size_t *ret_n);

/* Whether the record set PRESENT, of the snapshot, was declared in BEFORE (NULL: no). */
bool was_declared(const struct zone *before, const struct rrset *present);

#endif
