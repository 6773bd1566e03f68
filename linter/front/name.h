/*
 * name.h -- domain names as the front ends read them: each fault under the rule that it breaks.
 *
 *	const char *fault;
 *	const struct dname *name = name_read(arena, diags, text, at, origin, &fault);
 *
 *	if (name == NULL && fault != NULL)
 *		(void)diag_add(diags, &rule_wrong_type, at, "`%.*s` is no owner name: %s", …, fault);
 *
 * A label or name that is too long and an empty label are findings of label-too-long, name-too-long and
 * empty-label, whatever the name is of: owner, target, zone, certificate, API. What else is no name is
 * the caller's to say, under the rule of its own format. A U-label is read as its A-label, and is a finding
 * of idna-label.
 */
#ifndef ZW_FRONT_NAME_H
#define ZW_FRONT_NAME_H

#include "diag/diag.h"
#include "model/dname.h"

/*
 * Reads TEXT, UTF-8 in presentation form, as dname_parse() does. NULL where it is no name: then ret_fault
 * is NULL where the fault is reported at AT already, else a phrase that fits behind "has", for the caller to
 * report.
 */
const struct dname *name_read(struct arena *arena, struct diag_list *diags, struct str text,
			      struct span at, const struct dname *origin, const char **ret_fault);

/* The rule that FAULT breaks: label-too-long, name-too-long, empty-label; NULL: none of these. For front
 * ends whose own library reads the names. */
const struct rule *name_fault_rule(enum dname_fault fault);

/* Reports that TEXT, read behind ORIGIN (NULL: absolute), has FAULT. NULL, and nothing reported, where
 * name_fault_rule() has no rule for it. */
struct diag *name_report(struct arena *arena, struct diag_list *diags, enum dname_fault fault,
			 struct str text, struct span at, const struct dname *origin);

/* Puts A-labels in place of the U-labels of TEXT, each text a finding of idna-label. False where one is too
 * long, which is reported. What IDNA does not allow stays as it is, for dname_parse() to refuse. */
bool name_to_ascii(struct arena *arena, struct diag_list *diags, struct str *text, struct span at);

#endif
