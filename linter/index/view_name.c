/* view_name.c -- the views by the names that people give them. */
#include "index/view_name.h"

#include <string.h>

#include "base/banned.h"

static enum status unknown_view(const char *what, struct str word, const char *prefix,
				const char *const *known, size_t n, struct err *err)
{
	const char *near = str_nearest(word, known, n);

	if (near != NULL)
		return err_set(err, "unknown %s `%.*s`; did you mean `%s%s`?", what, STR_ARG(word),
			       prefix, near);
	if (n == 0)
		return err_set(err, "unknown %s `%.*s`: the estate names none", what,
			       STR_ARG(word));
	return err_set(err, "unknown %s `%.*s`; one of %zu is `%s%s`", what, STR_ARG(word), n,
		       prefix, known[0]);
}

static enum status unknown_vpc(const struct views *views, struct str id, struct err *err)
{
	struct arena scratch;
	const char **known;

	arena_init(&scratch);
	known = NEW_ARRAY(&scratch, const char *, views->vpcs.n + 1);
	for (size_t i = 0; i < views->vpcs.n; i++)
		known[i] = arena_cstr(&scratch, views->vpcs.items[i]->id);
	(void)unknown_view("VPC", id, "vpc:", known, views->vpcs.n, err);
	arena_free(&scratch);
	return FAILED;
}

static enum status unknown_account(const struct model *model, struct str key, struct err *err)
{
	struct arena scratch;
	const char **known;

	arena_init(&scratch);
	known = NEW_ARRAY(&scratch, const char *, model->accounts.n + 1);
	for (size_t i = 0; i < model->accounts.n; i++)
		known[i] = arena_cstr(&scratch, model->accounts.items[i]->key.s);
	(void)unknown_view("account", key, "account:", known, model->accounts.n, err);
	arena_free(&scratch);
	return FAILED;
}

static struct str behind(struct str text, const char *prefix)
{
	size_t n = strlen(prefix);

	return str_slice(text.ptr + n, text.len - n);
}

enum status asked_view_parse(const struct views *views, struct str text,
			     struct asked_view *ret_view, struct err *err)
{
	static const char *const words[] = {"public", "vpc:", "account:"};
	struct asked_view view = {0};

	if (str_starts(text, "vpc:")) {
		view.vpc = views_vpc(views, behind(text, "vpc:"));
		if (view.vpc == NULL)
			return unknown_vpc(views, behind(text, "vpc:"), err);
	} else if (str_starts(text, "account:")) {
		view.account = model_account(views->index->model, behind(text, "account:"));
		if (view.account == NULL)
			return unknown_account(views->index->model, behind(text, "account:"), err);
	} else if (!str_is(text, "public")) {
		const char *near = str_nearest(text, words, COUNT_OF(words));

		if (near != NULL)
			return err_set(err, "unknown view `%.*s`; did you mean `%s`?",
				       STR_ARG(text), near);
		return err_set(err,
			       "unknown view `%.*s`: a view is `public`, `vpc:<id>` or "
			       "`account:<name>`",
			       STR_ARG(text));
	}
	*ret_view = view;
	return OK;
}

static void ask(const struct views *views, const struct vpc_view *vpc, const struct dname *name,
		enum rr_type type, struct arena *arena, struct asked_answer *ret_answer)
{
	ret_answer->vpc = vpc;
	if (vpc != NULL)
		resolve_in_vpc(views, vpc, name, type, arena, &ret_answer->answer);
	else
		resolve_public(views->index, name, type, arena, &ret_answer->answer.answer);
}

void asked_view_ask(const struct views *views, const struct asked_view *view,
		    const struct dname *name, enum rr_type type, struct arena *arena,
		    struct asked_answers *ret_answers)
{
	struct asked_answers answers = {0};

	answers.items = NEW_ARRAY(arena, struct asked_answer,
				  view->account == NULL ? 1 : views->vpcs.n + 1);
	if (view->account == NULL) {
		ask(views, view->vpc, name, type, arena, &answers.items[answers.n++]);
		*ret_answers = answers;
		return;
	}
	for (size_t i = 0; i < views->vpcs.n; i++)
		if (views->vpcs.items[i]->account == view->account)
			ask(views, views->vpcs.items[i], name, type, arena,
			    &answers.items[answers.n++]);
	*ret_answers = answers;
}

bool asked_answer_equal(const struct asked_answer *a, const struct asked_answer *b)
{
	const struct view_answer *x = &a->answer, *y = &b->answer;

	return x->answer.kind == y->answer.kind && x->answer.rrset == y->answer.rrset &&
	       x->forwarded == y->forwarded && x->service == y->service &&
	       dname_equal(x->answer.last, y->answer.last);
}

/* The RRsets of a zone are sorted by owner and type: those of a routing policy stand side by side. */
void rrset_each_beside(const struct rrset *rrset,
		       void (*fn)(void *context, const struct rrset *rrset), void *context)
{
	const struct zone *zone = rrset->zone;
	size_t low = 0, high = zone->rrsets.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct rrset *at = zone->rrsets.items[middle];
		int order = dname_compare(at->owner, rrset->owner);

		if (order < 0 || (order == 0 && at->type < rrset->type))
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < zone->rrsets.n && zone->rrsets.items[low]->type == rrset->type &&
	       dname_equal(zone->rrsets.items[low]->owner, rrset->owner);
	     low++)
		fn(context, zone->rrsets.items[low]);
}

void answer_each_rrset(const struct answer *answer,
		       void (*fn)(void *context, const struct rrset *rrset), void *context)
{
	rrset_each_beside(answer->rrset, fn, context);
}
