/*
 * key_plan.h -- the key management plan: issuing, renewing, revoking and supporting the
 * certificates of the estate, as a document in Markdown.
 *
 * It says what the configuration says, and what follows from it by arithmetic and by the dated
 * table of model/validity_table.h. What only people can know and nobody has written stands there as
 * NOT STATED, and is listed once more at the end; nothing is made up for it. Its sections follow
 * NIST SP 800-57 Part 2 Rev. 1, section 3.2.2 and 6.2.
 *
 * The same input gives the same octets: all dates are counted from run->now. No secret is in it:
 * keys are named by the SHA-256 of their public half, PINs are cut out of PKCS#11 URIs.
 */
#ifndef ZW_GENERATORS_KEY_PLAN_H
#define ZW_GENERATORS_KEY_PLAN_H

#include "request.h"

/* The text of the plan. */
struct str key_plan_text(struct arena *arena, const struct run *run,
			 const struct requests *requests);

/* Adds key-management-plan.md. */
void key_plan_add(struct bundle *bundle, const struct run *run, const struct requests *requests);

#endif
