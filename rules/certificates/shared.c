/* shared.c -- what rules of the family `certificates` ask of declared and of issued certificates. */
#include "shared.h"

#include "base/digest.h"

#include "base/banned.h"

void each_issued(struct check *ck,
		 void (*fn)(struct check *ck, const struct issued_certificate *issued))
{
	for (size_t i = 0; i < ck->model->issued.n; i++)
		if (ck->model->issued.items[i]->same_as == NULL)
			fn(ck, ck->model->issued.items[i]);
}

bool is_from_file(const struct issued_certificate *issued)
{
	return issued->der.ptr != NULL;
}

bool is_public(const struct issued_certificate *issued)
{
	return issued->issuing == ISSUED_BY_PUBLIC;
}

const char *issued_what(struct check *ck, const struct issued_certificate *issued)
{
	return arena_printf(ck->arena, "the %s `%s`",
			    issued->is_authority ? "authority" : "certificate",
			    issued->content.title);
}

void add_declared(struct check *ck, struct diag *d, const struct issued_certificate *issued)
{
	const struct certificate *declared = issued->declared;

	if (declared == NULL || declared->key.at.file == 0 || issued->belonging == BELONGS_BY_ARN)
		return;
	related(ck, d,
		declared->derived && declared->origin != NULL ? declared->origin->at
							      : declared->key.at,
		"it is the certificate `%.*s`, %s", STR_ARG(declared->key.s),
		issued->belonging == BELONGS_BY_FILE ? "as its file is named" : "by its names");
}

const char *issued_cause(struct check *ck, const struct issued_certificate *issued,
			 const char *what)
{
	char hex[SHA256_HEX_SIZE];
	const char *id = is_from_file(issued) ? sha256_hex(issued->der, hex)
					      : arena_cstr(ck->arena, issued->arn.s);

	return what == NULL ? arena_printf(ck->arena, "%s", id)
			    : arena_printf(ck->arena, "%s %s", id, what);
}

const char *show_day(struct check *ck, date day)
{
	char text[DATE_TEXT_SIZE];

	return arena_printf(ck->arena, "%s", date_text(day, text));
}

uint64_t number_option(const struct check *ck, const char *key, uint64_t default_value)
{
	const struct text *option = rule_option(ck, key);
	uint64_t value;

	return option != NULL && str_to_u64(option->s, UINT32_MAX, &value) ? value : default_value;
}

void check_number_option(struct check *ck, const char *key, uint64_t default_value)
{
	const struct text *option = rule_option(ck, key);
	uint64_t value;

	if (option != NULL && !str_to_u64(option->s, UINT32_MAX, &value))
		undecided(ck, option->at, "`%s` wants a number: %llu is taken", key,
			  (unsigned long long)default_value);
}

struct span declared_place(const struct certificate *certificate, size_t i)
{
	if (certificate->derived && certificate->origin != NULL)
		return certificate->origin->at;
	return i < certificate->names.n ? certificate->names.items[i].at : certificate->key.at;
}
