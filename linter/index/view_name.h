/*
 * view_name.h -- the views by the names that people give them: `public`, `vpc:<id>`, `account:<name>`;
 * and one question asked in such a view.
 */
#ifndef ZW_INDEX_VIEW_NAME_H
#define ZW_INDEX_VIEW_NAME_H

#include "index/view.h"

/* All members NULL: the public view. */
struct asked_view {
	const struct vpc_view *vpc;
	const struct account *account; /* every VPC of that account */
};

/* Reads the name of a view. FAILED, with the reason and the nearest known name in ERR, where the estate
 * has no such VPC or account. */
MUST_USE enum status asked_view_parse(const struct views *views, struct str text,
				      struct asked_view *ret_view, struct err *err);

struct asked_answer {
	const struct vpc_view *vpc; /* NULL: the public view */
	struct view_answer answer;
};

struct asked_answers {
	struct asked_answer
		*items; /* one, or one for each VPC of an account, in the order of their ids */
	size_t n;	/* 0: no VPC of that account is known */
};

/* Asks. The answers live in ARENA. */
void asked_view_ask(const struct views *views, const struct asked_view *view,
		    const struct dname *name, enum rr_type type, struct arena *arena,
		    struct asked_answers *ret_answers);

/* Whether two answers come to the same for who asks: kind, records, and where a chain ends. */
bool asked_answer_equal(const struct asked_answer *a, const struct asked_answer *b);

/* Calls FN with each RRset that may be the answer: ANSWER->rrset, and the other sets of its routing
 * policy. */
void answer_each_rrset(const struct answer *answer,
		       void (*fn)(void *context, const struct rrset *rrset), void *context);

/* Calls FN with RRSET, and the other sets of its owner and type in its zone. */
void rrset_each_beside(const struct rrset *rrset,
		       void (*fn)(void *context, const struct rrset *rrset), void *context);

#endif
