/*
 * expected_answer.c -- an assertion of the project file that does not hold.
 *
 * `expect:` is a unit test for DNS: a name, a type and a view, and the answer it must have. Values are a
 * set; of a Route 53 alias the value is the name that it leads to, or the load balancer's in the estate.
 * An account's view holds where every VPC of the account is answered so.
 */
#include "engine/rule.h"
#include "index/view_name.h"

#include "base/banned.h"

struct asked {
	const struct expectation *expected;
	const struct dname *name;
	enum rr_type type;
	struct asked_view view;
};

static struct span answer_at(const struct expectation *expected)
{
	return expected->answer.n > 0 ? expected->answer.items[0].at : expected->answer.at;
}

static bool expects(const struct expectation *expected, const char *word)
{
	return expected->answer.n == 1 &&
	       str_eq_nocase(expected->answer.items[0].s, str_from(word));
}

static bool read(struct check *ck, const struct expectation *expected, struct asked *ret_asked)
{
	struct err err;
	enum dname_fault fault;
	struct diag *d;

	ret_asked->expected = expected;
	fault = dname_parse(ck->arena, expected->name.s, NULL, &ret_asked->name);
	if (fault != DNAME_OK) {
		d = report(ck, expected->name.at, "no answer can be expected of `%.*s`: it has %s",
			   STR_ARG(expected->name.s), dname_fault_text(fault));
		about(ck, d, NULL, NULL, "name");
		return false;
	}
	if (!rr_type_parse(expected->type.s, &ret_asked->type)) {
		d = report(ck, expected->type.at, "`%.*s` is no type of record",
			   STR_ARG(expected->type.s));
		about(ck, d, ret_asked->name, NULL, "type");
		return false;
	}
	ret_asked->view = (struct asked_view){0};
	if (expected->view.presence == KNOWN &&
	    asked_view_parse(ck->views, expected->view.s, &ret_asked->view, &err) != OK) {
		d = report(ck, expected->view.at, "%s", arena_printf(ck->arena, "%s", err.text));
		about(ck, d, ret_asked->name, NULL, "view");
		return false;
	}
	return true;
}

/* ---- values ------------------------------------------------------------------------------------ */

struct values {
	struct check *ck;
	const struct expectation *expected;
	bool *met; /* one for each expected value */
	bool extra, unknown;
	struct buf text; /* of all that is answered */
};

static void take_value(struct values *values, const char *shown,
		       bool (*same)(const void *value, struct str text), const void *value)
{
	bool met = false;

	if (values->text.len > 0)
		buf_text(&values->text, ", ");
	buf_printf(&values->text, "`%s`", shown);
	for (size_t i = 0; i < values->expected->answer.n; i++)
		if (same(value, values->expected->answer.items[i].s)) {
			values->met[i] = true;
			met = true;
		}
	values->extra = values->extra || !met;
}

struct one_value {
	struct arena *arena;
	enum rr_type type;
	const struct rr *rr;
	const struct target *target;
};

static bool same_rdata(const void *value, struct str text)
{
	const struct one_value *one = value;
	struct rr rr = {0};
	struct err err;

	return rdata_parse(one->arena, one->type, text, &rr, &err) == OK &&
	       rdata_equal(one->type, &rr, one->rr);
}

static bool same_target(const void *value, struct str text)
{
	const struct one_value *one = value;
	const struct dname *name;

	if (one->target->load_balancer != NULL && str_eq(one->target->load_balancer->key.s, text))
		return true;
	return one->target->dns_name != NULL &&
	       dname_parse(one->arena, text, NULL, &name) == DNAME_OK &&
	       dname_equal(name, one->target->dns_name);
}

static void take_rrset(void *context, const struct rrset *rrset)
{
	struct values *values = context;
	struct one_value one = {values->ck->arena, rrset->type, NULL, rrset->alias};

	if (rrset->pending != NULL ||
	    (rrset->alias != NULL && rrset->alias->load_balancer == NULL &&
	     rrset->alias->dns_name == NULL)) {
		values->unknown = true;
		return;
	}
	if (rrset->alias != NULL)
		take_value(
			values,
			rrset->alias->load_balancer != NULL
				? arena_cstr(values->ck->arena, rrset->alias->load_balancer->key.s)
				: show(values->ck, rrset->alias->dns_name),
			same_target, &one);
	for (size_t i = 0; i < rrset->n; i++) {
		struct buf text CLEANUP(buf_free);

		buf_init(&text, (size_t)RDATA_MAX * 5);
		rdata_print(&text, rrset->type, &rrset->rrs[i]);
		one.rr = &rrset->rrs[i];
		take_value(values, arena_cstr(values->ck->arena, buf_view(&text)), same_rdata,
			   &one);
	}
}

/* ---- the comparison ---------------------------------------------------------------------------- */

static const char *in_view(struct check *ck, const struct asked *asked,
			   const struct asked_answer *answer)
{
	if (answer->vpc == NULL)
		return "publicly";
	if (asked->view.account == NULL)
		return arena_printf(ck->arena, "in the VPC `%.*s`", STR_ARG(answer->vpc->id));
	return arena_printf(ck->arena, "in the VPC `%.*s` of the account `%.*s`",
			    STR_ARG(answer->vpc->id), STR_ARG(asked->view.account->key.s));
}

static void fail(struct check *ck, const struct asked *asked, const struct asked_answer *answer,
		 const char *found)
{
	const struct expectation *expected = asked->expected;
	const struct answer *got = &answer->answer.answer;
	const struct trace_step *last = got->n_steps > 0 ? &got->steps[got->n_steps - 1] : NULL;
	struct diag *d =
		report(ck, answer_at(expected), "`%s %s` is answered %s %s, and not as expected",
		       show(ck, asked->name), rr_type_name(ck->arena, asked->type),
		       in_view(ck, asked, answer), found);

	about(ck, d, asked->name, last != NULL ? last->zone : NULL,
	      arena_printf(ck->arena, "%s %.*s", rr_type_name(ck->arena, asked->type),
			   STR_ARG(expected->view.s)));
	for (size_t i = 0; i < got->n_steps; i++)
		if (got->steps[i].rrset != NULL && got->steps[i].kind != ZONE_REFERRAL)
			related(ck, d, got->steps[i].rrset->at, "`%s` is answered with this",
				show(ck, got->steps[i].name));
	if (last != NULL && last->rrset == NULL && last->zone->origin != NULL)
		related(ck, d, last->zone->origin->at, "the zone `%s` has no such record",
			show(ck, last->zone->name));
	if (answer->answer.service != NULL)
		related(ck, d, answer->answer.service->private_dns_name.at,
			"the private DNS name of an interface endpoint in that VPC");
	help(ck, d,
	     "see `zonewarrant query %s %s --view %s --trace`; change the records, or what is "
	     "expected",
	     show(ck, asked->name), rr_type_name(ck->arena, asked->type),
	     expected->view.presence == KNOWN ? arena_cstr(ck->arena, expected->view.s) : "public");
}

static void compare_records(struct check *ck, const struct asked *asked,
			    const struct asked_answer *answer)
{
	struct values values = {.ck = ck, .expected = asked->expected};
	bool missing = false;

	buf_init(&values.text, (size_t)RDATA_MAX * 100);
	values.met = NEW_ARRAY(ck->arena, bool, asked->expected->answer.n + 1);
	answer_each_rrset(&answer->answer.answer, take_rrset, &values);
	for (size_t i = 0; i < asked->expected->answer.n; i++)
		missing = missing || !values.met[i];
	if (expects(asked->expected, "NODATA") || expects(asked->expected, "NXDOMAIN"))
		fail(ck, asked, answer,
		     values.text.len == 0 ? "with a record whose value is not known yet"
					  : arena_printf(ck->arena, "with %s", values.text.ptr));
	else if (values.unknown)
		undecided(ck, answer_at(asked->expected), "the answer to `%s %s` is not known yet",
			  show(ck, asked->name), rr_type_name(ck->arena, asked->type));
	else if (missing || values.extra)
		fail(ck, asked, answer,
		     arena_printf(ck->arena, "with %s",
				  values.text.len == 0 ? "nothing" : values.text.ptr));
	buf_free(&values.text);
}

static void not_known(struct check *ck, const struct asked *asked,
		      const struct asked_answer *answer, const char *why)
{
	undecided(ck, answer_at(asked->expected), "what `%s %s` is answered %s is not known: %s",
		  show(ck, asked->name), rr_type_name(ck->arena, asked->type),
		  in_view(ck, asked, answer), why);
}

static void compare(struct check *ck, const struct asked *asked, const struct asked_answer *answer)
{
	const struct expectation *expected = asked->expected;
	bool none = expects(expected, "NODATA") || expects(expected, "NXDOMAIN");

	switch (answer->answer.answer.kind) {
	case ANSWER_RECORDS:
		compare_records(ck, asked, answer);
		return;
	case ANSWER_NODATA:
		if (!expects(expected, "NODATA"))
			fail(ck, asked, answer, "with NODATA");
		return;
	case ANSWER_NXDOMAIN:
		if (!expects(expected, "NXDOMAIN"))
			fail(ck, asked, answer, "with NXDOMAIN");
		return;
	case ANSWER_LOOP:
		fail(ck, asked, answer, "with a chain that does not end");
		return;
	case ANSWER_ENDPOINT:
		if (none && (asked->type == RR_A || asked->type == RR_AAAA))
			fail(ck, asked, answer, "with the addresses of an interface endpoint");
		else
			not_known(ck, asked, answer, "an interface endpoint answers");
		return;
	case ANSWER_REFERRAL:
		not_known(ck, asked, answer, "it is delegated to servers outside the estate");
		return;
	case ANSWER_OUTSIDE:
		not_known(ck, asked, answer,
			  arena_printf(ck->arena, "`%s` is in no zone of the estate",
				       show(ck, answer->answer.answer.last)));
		return;
	case ANSWER_FORWARDED:
		not_known(ck, asked, answer,
			  "it is forwarded to addresses that are no endpoint of the estate");
		return;
	case ANSWER_UNKNOWN:
		not_known(ck, asked, answer, "a value or a zone is known in part only");
		return;
	}
}

static void check(struct check *ck, const struct expectation *expected)
{
	struct asked asked;
	struct asked_answers answers;

	if (!read(ck, expected, &asked))
		return;
	asked_view_ask(ck->views, &asked.view, asked.name, asked.type, ck->arena, &answers);
	if (answers.n == 0)
		undecided(ck, answer_at(asked.expected), "no VPC of the account `%.*s` is known",
			  STR_ARG(asked.view.account->key.s));
	for (size_t i = 0; i < answers.n; i++)
		if (i == 0 || !asked_answer_equal(&answers.items[i], &answers.items[i - 1]))
			compare(ck, &asked, &answers.items[i]);
}

const struct rule rule_expected_answer = {
	.id = "expected-answer",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "an assertion in the project file about an answer that does not hold",
	.source = "RFC 1034, section 4.3.2",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.3.2",
	.since = "0.1.0",
	.why = "What a name is answered follows from many files: the records, the delegations "
	       "above "
	       "them, wildcards beside them, private zones and forwarding rules of each VPC. An "
	       "expectation says what must come out of all of it, so that a change anywhere that "
	       "breaks it is found before it is made.",
	.fix = "Ask with `zonewarrant query NAME TYPE --view VIEW --trace` which record or zone "
	       "decides, and change that, or what is expected in the project file.",
	.check_expectation = check,
};
