/*
 * san_underscore.c -- a dNSName that is no host name: an underscore, or anything else that stands in none.
 *
 * Public authorities may put nothing into a dNSName but labels of letters, digits and hyphens, and one `*`
 * for the first of them. A control character in one is wrong for everybody: software that shows or compares
 * such a name up to it takes it for another.
 */
#include "shared.h"

#include "base/banned.h"

/* What is wrong with a dNSName, behind "holds"; NULL: nothing. */
struct fault {
	const char *text;
	bool for_all; /* in whatever certificate it is */
};

static bool is_letter_digit(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c);
}

static struct fault look_at_octets(struct check *ck, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		unsigned octet = (unsigned char)c;

		if (is_letter_digit(c) || c == '-' || c == '.' || c == '*')
			continue;
		if (c == '_')
			return (struct fault){"an underscore", false};
		if (c == '\0')
			return (struct fault){"the octet NUL, at which much software ends a name",
					      true};
		if (octet < ' ' || octet == 0x7f)
			return (struct fault){
				arena_printf(ck->arena, "the control character \\%03u", octet),
				true};
		if (octet > 0x7f)
			return (struct fault){arena_printf(ck->arena,
							   "the octet \\%03u, which is no ASCII",
							   octet),
					      true};
		return (struct fault){arena_printf(ck->arena, "`%s`, which no host name does",
						   octets_shown(ck->arena, str_slice(&c, 1), 1)),
				      false};
	}
	return (struct fault){0};
}

static struct fault look_at_label(struct str label, bool first, bool last)
{
	if (label.len == 0)
		return (struct fault){last && !first ? "a dot at its end" : "an empty label",
				      false};
	if (memchr(label.ptr, '*', label.len) != NULL && (label.len > 1 || !first))
		return (struct fault){"a `*` that is not the whole of its first label", false};
	if (label.ptr[0] == '-' || label.ptr[label.len - 1] == '-')
		return (struct fault){"a label that begins or ends with a hyphen", false};
	if (label.len >= 4 && label.ptr[2] == '-' && label.ptr[3] == '-' &&
	    !str_eq_nocase(str_slice(label.ptr, 2), STR("xn")))
		return (struct fault){"a label with `--` as its third and fourth character, which "
				      "is reserved",
				      false};
	return (struct fault){0};
}

static struct fault look_at(struct check *ck, struct str name)
{
	struct fault fault = look_at_octets(ck, name);
	struct str rest = name, label;
	bool first = true, more = true;

	while (fault.text == NULL && more) {
		more = str_cut(&rest, '.', &label);
		fault = look_at_label(more ? label : rest, first, !more);
		first = false;
	}
	return fault;
}

static void check_issued(struct check *ck, const struct issued_certificate *issued)
{
	const struct certificate_content *content = &issued->content;

	for (size_t i = 0; is_from_file(issued) && i < content->n_names; i++) {
		struct fault fault = look_at(ck, content->names[i].text.raw);
		struct diag *d;

		if (fault.text == NULL || (!fault.for_all && !is_public(issued)))
			continue;
		d = report(ck, issued->content.at, "the dNSName `%s` of %s holds %s",
			   content->names[i].text.shown, issued_what(ck, issued), fault.text);
		about(ck, d, NULL, NULL, issued_cause(ck, issued, content->names[i].text.shown));
		add_declared(ck, d, issued);
		help(ck, d,
		     fault.for_all ? "do not use this certificate, and ask its authority how "
				     "it came to sign it"
				   : "give the host another name, and have the certificate "
				     "issued anew");
	}
}

static void check_declared(struct check *ck, const struct certificate *certificate)
{
	for (size_t i = 0; validity_is_limited(certificate) && i < certificate->names.n; i++) {
		const struct dname *name = certificate->dns_names[i];
		struct fault fault;
		struct diag *d;

		if (name == NULL)
			continue; /* it is no name at all: the front end has said so */
		fault = look_at(ck, str_from(show(ck, name)));
		if (fault.text == NULL)
			continue;
		d = report(ck, declared_place(certificate, i),
			   "certificate `%.*s` of the public authority `%.*s` lists `%s`, which "
			   "holds %s",
			   STR_ARG(certificate->key.s), STR_ARG(certificate->authority->key.s),
			   show(ck, name), fault.text);
		about(ck, d, name, NULL, arena_cstr(ck->arena, certificate->key.s));
		related(ck, d, certificate->authority->type.at, "the authority `%.*s` is public",
			STR_ARG(certificate->authority->key.s));
		help(ck, d,
		     "give the host a name of letters, digits and hyphens, or let a wildcard "
		     "cover it");
	}
}

static void check(struct check *ck)
{
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_declared(ck, ck->model->certificates.items[i]);
	each_issued(ck, check_issued);
}

const struct rule rule_san_underscore = {
	.id = "san-underscore",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary = "a dNSName with an underscore, or with anything else that is in no host name",
	.source =
		"CA/Browser Forum TLS Baseline Requirements, section 7.1.2.7.12; RFC 5280, section "
		"4.2.1.6",
	.url = "https://cabforum.org/working-groups/server/baseline-requirements/documents/",
	.since = "0.1.0",
	.why = "A dNSName of a public authority consists of labels of letters, digits and hyphens, "
	       "with at most one `*` as the whole first label: underscores have been forbidden "
	       "since 2019, and what was issued with one had to be revoked. NUL and other control "
	       "characters are wrong in every certificate, for software that shows or compares a "
	       "name up to them takes it for another one.",
	.fix = "Name hosts that need certificates with letters, digits and hyphens alone. A "
	       "wildcard "
	       "covers a name with an underscore for most clients.",
	.decide = check,
};
