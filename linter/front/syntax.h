/*
 * syntax.h -- the rules of the family `syntax`, which front ends report themselves.
 *
 * Front ends translate and do not judge; what cannot be translated is reported under these rules. Only
 * their addresses are used here: the rules are defined in rules/syntax/.
 */
#ifndef ZW_FRONT_SYNTAX_H
#define ZW_FRONT_SYNTAX_H

#include "diag/diag.h"

extern const struct rule rule_parse_error;
extern const struct rule rule_missing_key;
extern const struct rule rule_unknown_key;
extern const struct rule rule_duplicate_key;
extern const struct rule rule_wrong_type;
extern const struct rule rule_unresolved_reference;
extern const struct rule rule_include_outside_root;
extern const struct rule rule_resource_limit;
extern const struct rule rule_snapshot_incomplete;
extern const struct rule rule_implicit_typing;
extern const struct rule rule_lenient_mode;
/* Of the family `records`: rdata is read, and so refused, by the front ends. */
extern const struct rule rule_rdata_invalid;
/* Of the family `naming`: likewise, names (front/name.h). */
extern const struct rule rule_empty_label;
extern const struct rule rule_idna_label;
extern const struct rule rule_label_too_long;
extern const struct rule rule_name_too_long;
/* Of the family `governance`: a setting that does not count is dropped where policies are read. */
extern const struct rule rule_policy_weakened;

#endif
