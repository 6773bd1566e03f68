/*
 * key_plan_sections.h -- the sections of the key management plan, one function each, and what they
 * share. Only key_plan*.c include it.
 */
#ifndef ZW_GENERATORS_KEY_PLAN_SECTIONS_H
#define ZW_GENERATORS_KEY_PLAN_SECTIONS_H

#include "report/markdown.h"
#include "request.h"

#define NOT_STATED "**NOT STATED**"

struct key_plan {
	struct arena *arena;
	const struct run *run;
	const struct model *model;
	const struct requests *requests;
	struct buf *out;
	VEC(const char *) gaps; /* Markdown: what nobody has said, in the order met */
};

/* TEXT as Markdown; where nobody says it NOT_STATED, and the gap, a phrase in Markdown, is
 * noted. */
const char *key_plan_stated(struct key_plan *plan, const struct text *text, const char *fmt, ...)
	PRINTF(3, 4);
/* Notes a gap and returns NOT_STATED. */
const char *key_plan_gap(struct key_plan *plan, const char *fmt, ...) PRINTF(2, 3);
/* TEXT as Markdown, NOT_STATED without a note: for what is noted elsewhere. */
const char *key_plan_show(const struct key_plan *plan, const struct text *text);
/* User text as Markdown. */
const char *key_plan_md(const struct key_plan *plan, struct str text);
/* "2026-11-24" in the arena. */
const char *key_plan_date(const struct key_plan *plan, date day);
/* The certificate's names in Markdown, separated by commas. */
const char *key_plan_names(const struct key_plan *plan, const struct certificate *certificate);
/* "the certificate x": begins a gap. */
const char *key_plan_of(const struct key_plan *plan, const struct certificate *certificate);
/* Its account's name, NOT_STATED without a note. */
const char *key_plan_account(const struct key_plan *plan, const struct certificate *certificate);
/* Its owner, else that of the subdomain whose names it holds. */
const struct text *key_plan_owner(const struct certificate *certificate);
/* Whether KIND is the kind of the certificate's authority. */
bool key_plan_is_kind(const struct certificate *certificate, const char *kind);

/* Days before its end at which CERTIFICATE is renewed; false: nobody says it. */
bool key_plan_renewal_days(const struct certificate *certificate, unsigned *ret_days);

void key_plan_write_keys(struct key_plan *plan);
void key_plan_write_certificates(struct key_plan *plan);
void key_plan_write_issuing(struct key_plan *plan);
void key_plan_write_renewing(struct key_plan *plan);
void key_plan_write_revoking(struct key_plan *plan);
void key_plan_write_supporting(struct key_plan *plan);

#endif
