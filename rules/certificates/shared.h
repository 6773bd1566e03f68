/*
 * shared.h -- what rules of the family `certificates` ask of declared and of issued certificates.
 */
#ifndef ZW_RULES_CERTIFICATES_SHARED_H
#define ZW_RULES_CERTIFICATES_SHARED_H

#include "engine/rule.h"
#include "model/validity_table.h"

/* Calls FN for each certificate of the inventory, once where it stands several times. */
void each_issued(struct check *ck,
		 void (*fn)(struct check *ck, const struct issued_certificate *issued));

/* Whether it was read from a file: of what an export says, rules of declared certificates see the names. */
bool is_from_file(const struct issued_certificate *issued);

/* Whether the rules of public authorities bind it, for certain. */
bool is_public(const struct issued_certificate *issued);

/* "the certificate `x`", "the authority `x`": for messages. */
const char *issued_what(struct check *ck, const struct issued_certificate *issued);

/* Says, where it is known, which declared certificate it is. */
void add_declared(struct check *ck, struct diag *d, const struct issued_certificate *issued);

/* Tells the findings of one rule about several certificates of one title apart: the SHA-256 of its octets,
 * or its ARN, and WHAT (may be NULL). */
const char *issued_cause(struct check *ck, const struct issued_certificate *issued,
			 const char *what);

/* "2026-12-14". */
const char *show_day(struct check *ck, date day);

/* The value of an option that is a number, DEFAULT where it is absent or none; that it is none is said by
 * check_number_option(), once. */
uint64_t number_option(const struct check *ck, const char *key, uint64_t default_value);
void check_number_option(struct check *ck, const char *key, uint64_t default_value);

/* The line of a name of a declared certificate. */
struct span declared_place(const struct certificate *certificate, size_t i);

#endif
