/* special_use.c -- domains that are set aside. */
#include "model/special_use.h"

#include <string.h>

#include "base/banned.h"

#define ROW(name, since, source, meaning)                                                          \
	{                                                                                          \
		name, since, source, meaning, sizeof(name) - 1                                     \
	}
static const struct special_use rows[] = {
	ROW("6tisch.arpa", "2021-05", "RFC 9031", "is for nodes that join a 6TiSCH network"),
	ROW("alt", "2023-09", "RFC 9476", "is for names outside the DNS"),
	ROW("eap-noob.arpa", "2021-12", "RFC 9140", "is for devices without a login"),
	ROW("home.arpa", "2018-05", "RFC 8375", "is for residential networks"),
	ROW("internal", "2024-07", "the ICANN Board",
	    "is for private networks, and will not be delegated"),
	ROW("invalid", "2013-02", "RFC 6761", "is for names that do not exist"),
	ROW("local", "2013-02", "RFC 6762", "is for multicast DNS on one link"),
	ROW("localhost", "2013-02", "RFC 6761", "is the host itself"),
	ROW("onion", "2015-10", "RFC 7686", "is for Tor"),
	ROW("service.arpa", "2025-06", "RFC 9665", "is for service registration on one network"),
	ROW("test", "2013-02", "RFC 6761", "is for tests"),
};
#undef ROW

const struct special_use *special_uses(size_t *ret_count)
{
	*ret_count = COUNT_OF(rows);
	return rows;
}

/* Whether the last labels of NAME are those of TEXT, which has no escapes. */
static bool ends_with(const struct dname *name, struct str text)
{
	unsigned labels = 1;

	for (size_t i = 0; i < text.len; i++)
		labels += text.ptr[i] == '.';
	if (name->labels < labels)
		return false;
	for (unsigned i = name->labels - labels; i < name->labels; i++) {
		struct str label, head = text;

		if (!str_cut(&text, '.', &label))
			label = head;
		if (!str_eq(dname_label(name, i), label))
			return false;
	}
	return true;
}

/* Every name of the estate is asked for: the last two octets tell most of them from all rows. */
static bool may_end_with(const struct dname *name, const struct special_use *row)
{
	return name->len > row->len + 1 &&
	       memcmp(name->wire + name->len - 3, row->name + row->len - 2, 2) == 0;
}

const struct special_use *special_use_of(const struct dname *name)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (may_end_with(name, &rows[i]) &&
		    ends_with(name, str_slice(rows[i].name, rows[i].len)))
			return &rows[i];
	return NULL;
}
