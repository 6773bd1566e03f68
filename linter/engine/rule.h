/*
 * rule.h -- all that a rule includes: its metadata, its hook, and how it reports.
 *
 * A rule is one file, rules/<family>/<id with underscores>.c, that defines one `struct rule
 * rule_<id with underscores>`, and one line in rules/rules.def. It sets exactly one hook (or the pair
 * collect_zone and decide); rules of the family `syntax` set `by_front_end` instead, for front ends
 * report them. What can be seen in one zone is looked for there, in collect_zone or a zone-local hook, and
 * what concerns one thing of the estate in the hook of such things. `decide` alone is for a rule that holds
 * many things against one another of which none is a zone, or that needs something made once for the whole
 * estate, such as a compiled pattern. A rule is a pure function of model, index, policy and day: no I/O, no clock, no globals,
 * no printing. A rule that meets what is not known says so with undecided(), or is silent where another
 * rule says so; it never guesses.
 *
 *	static void check(struct check *ck, const struct certificate *certificate)
 *	{
 *		struct diag *d;
 *
 *		if (fine)
 *			return;
 *		d = report(ck, certificate->key.at, "certificate `%.*s` …", …);
 *		about(d, name_text, zone_text, cause);
 *		related(ck, d, other, "the other end is here");
 *		help(ck, d, "add …");
 *	}
 */
#ifndef ZW_ENGINE_RULE_H
#define ZW_ENGINE_RULE_H

#include "base/date.h"
#include "base/map.h"
#include "diag/diag.h"
#include "index/chain.h"
#include "index/index.h"
#include "index/resolve.h"
#include "index/view.h"
#include "model/model.h"
#include "model/policy.h"

struct plan; /* index/plan.h: a rule that looks at it includes it */

/* What a rule's hook gets. `arena` is for what a finding keeps, `scratch` for the hook's own work. */
struct check {
	const struct model *model;
	const struct index *index;
	const struct views *views;   /* what each VPC is answered */
	const struct chains *chains; /* where records lead */
	const struct policy *policy;
	date today;
	const struct rule *rule;
	struct diag_list *diags;
	struct arena *arena;
	struct facts *facts; /* of collect_zone and decide */
};

/*
 * What collect_zone() hands to decide(): plain data, in the order of the zones and of the calls. It is
 * the unit that a cache or a shard of a larger run would write to a file.
 */
struct fact {
	const struct zone *zone;
	const struct dname *owner;
	const struct dname *target; /* NULL: none */
	enum rr_type type;
	unsigned kind; /* the rule's own */
	const struct rrset *rrset;
	size_t number; /* the rule's own: of a link, of a VPC */
	struct span at;
};

struct facts {
	VEC(struct fact) items;
};

struct rule {
	const char *id; /* kebab-case; reads well behind "allow" */
	const char *family;
	enum severity severity;	       /* in `recommended` */
	enum severity strict_severity; /* in `strict`; SEV_OFF: the same as in `recommended` */
	bool off_by_default;	       /* off in `recommended`, on in `strict` */
	bool starred;		       /* ★ in the table of rules */
	bool conceals;	     /* the place holds a secret: reports do not quote the source line */
	bool by_front_end;   /* reported while sources are read: no hook */
	const char *summary; /* one line, no full stop */
	const char *source;  /* "RFC 8659, section 3" */
	const char *url;     /* https://… */
	const char *why;     /* whole sentences */
	const char *fix;     /* whole sentences */
	const char *since;   /* version */
	const char *const *
		options; /* keys besides `severity` that the policy may set, NULL-ended; NULL: none */
	/* zone-local: run on many zones at once */
	void (*check_zone)(struct check *ck, const struct zone_index *zone);
	void (*check_rrset)(struct check *ck, const struct rrset *rrset);
	void (*collect_zone)(struct check *ck, const struct zone_index *zone);
	/* global: run once, or once for each thing, after all zones; rules beside one another */
	void (*decide)(struct check *ck);
	void (*check_vpc)(struct check *ck, const struct vpc_view *vpc);
	void (*check_forwarding_rule)(struct check *ck, const struct forwarding_rule *rule);
	void (*check_endpoint_service)(struct check *ck, const struct endpoint_service *service);
	void (*check_expectation)(struct check *ck, const struct expectation *expected);
	void (*check_private_name)(struct check *ck, const struct private_name *name);
	void (*check_private_domain)(struct check *ck, const struct private_domain *domain);
	void (*check_tls_name)(struct check *ck, const struct tls_name *name);
	void (*check_certificate)(struct check *ck, const struct certificate *certificate);
	/* run once, and only where there is an earlier configuration: `diff`, `check --base`. Its places
	 * may stand in findings beside those of the model. */
	void (*check_change)(struct check *ck, const struct views *base);
	/* run once, and only where there is a snapshot: of what a plan would change. Places in exports may stand
	 * in findings. */
	void (*check_plan)(struct check *ck, const struct plan *plan);
};

/* Every rule of rules/rules.def, by its symbol. */
#define RULE(name) extern const struct rule rule_##name;
#include "rules.def"
#undef RULE

/* Adds a finding of the rule that runs. */
struct diag *report(struct check *ck, struct span at, const char *fmt, ...) PRINTF(3, 4);
/* The other end of the contradiction. */
void related(struct check *ck, struct diag *diag, struct span at, const char *fmt, ...)
	PRINTF(4, 5);
/* The links of an origin behind its first, as related places: "from the API `payments`". */
void related_origin(struct check *ck, struct diag *diag, const struct origin *origin);
/* How to mend it: the imperative. */
void help(struct check *ck, struct diag *diag, const char *fmt, ...) PRINTF(3, 4);
/* Which name and zone a finding concerns; CAUSE (NULL: none) tells apart two findings of one rule at one
 * name, and goes into the fingerprint. Texts must outlive the run. */
void about(struct check *ck, struct diag *diag, const struct dname *name, const struct zone *zone,
	   const char *cause);
/* A question that could not be decided, and what is missing. */
void undecided(struct check *ck, struct span at, const char *fmt, ...) PRINTF(3, 4);
/* Hands a fact to decide(). */
void collect(struct check *ck, struct fact fact);
/* The value of one of the rule's options in the policy, or NULL. */
const struct text *rule_option(const struct check *ck, const char *key);

/* Presentation form in the check's arena: for messages. "payments.example.com" without a final dot. */
const char *show(struct check *ck, const struct dname *name);
/* Rdata or alias target of an RRset, the first value, for messages. */
const char *show_rrset(struct check *ck, const struct rrset *rrset);

#endif
