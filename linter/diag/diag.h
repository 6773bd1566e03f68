/*
 * diag.h -- findings: what is wrong, where, and the other end of the contradiction.
 *
 * A message says what is wrong with this input, with its names: lower case, no full stop, no advice.
 * The help is the imperative. Related places are the other end. The primary place is the line a person
 * would edit.
 *
 * This layer carries a rule's address and never looks inside; severities, waivers and order are the
 * engine's business (engine/run.h).
 */
#ifndef ZW_DIAG_DIAG_H
#define ZW_DIAG_DIAG_H

#include "base/vec.h"
#include "source/source.h"

struct rule;

enum severity { SEV_OFF, SEV_INFO, SEV_WARNING, SEV_ERROR };

struct related {
	struct span at;
	const char *message;
	struct related *next;
};

struct diag {
	const struct rule *rule;
	enum severity severity; /* set by the engine, after the policy */
	enum severity
		at_most; /* the rule's own: no more than that; SEV_OFF: whatever its severity is */
	struct span at;
	const char *message;
	const char *help;	 /* NULL: none */
	struct related *related; /* in the order they were added */
	const char *name;	 /* the owner name concerned, presentation form; NULL: none */
	const char *zone;	 /* the zone concerned, presentation form; NULL: none */
	const char *cause; /* what tells two findings of one rule and name apart; NULL: none */
	const struct waiver *waived; /* NULL: counts */
	char fingerprint[33];	     /* set by the engine */
	bool known;		     /* the base has it too; set by the engine */
};

/* A question that a rule could not decide, and what is missing. Silence is no proof. */
struct undecided {
	const struct rule *rule; /* NULL: no rule, a part of the input that is not looked at */
	struct span at;
	const char *message;
	bool known; /* the base has it too; set by the engine */
};

struct diag_list {
	struct arena *arena;
	VEC(struct diag *) diags;
	VEC(struct undecided) undecided;
};

void diag_list_init(struct diag_list *list, struct arena *arena);

/* Adds a finding. */
struct diag *diag_add(struct diag_list *list, const struct rule *rule, struct span at,
		      const char *fmt, ...) PRINTF(4, 5);
struct diag *diag_vadd(struct diag_list *list, const struct rule *rule, struct span at,
		       const char *fmt, va_list args) PRINTF(4, 0);

/* Adds the other end; ignored where AT is no place. */
void diag_related(struct diag_list *list, struct diag *diag, struct span at, const char *fmt, ...)
	PRINTF(4, 5);

/* Says how to mend it. */
void diag_help(struct diag_list *list, struct diag *diag, const char *fmt, ...) PRINTF(3, 4);

/* Adds a question that could not be decided. */
void diag_undecided(struct diag_list *list, const struct rule *rule, struct span at,
		    const char *fmt, ...) PRINTF(4, 5);

/* Moves all of FROM behind what INTO holds; the memory stays where it is. */
void diag_join(struct diag_list *into, const struct diag_list *from);

#endif
