/* special_use.c -- domains that are set aside. */
#include "model/special_use.h"

#include "base/banned.h"

static const struct special_use rows[] = {
	{"6tisch.arpa", "2021-05", "RFC 9031", "is for nodes that join a 6TiSCH network"},
	{"alt", "2023-09", "RFC 9476", "is for names outside the DNS"},
	{"eap-noob.arpa", "2021-12", "RFC 9140", "is for devices without a login"},
	{"home.arpa", "2018-05", "RFC 8375", "is for residential networks"},
	{"internal", "2024-07", "the ICANN Board",
	 "is for private networks, and will not be delegated"},
	{"invalid", "2013-02", "RFC 6761", "is for names that do not exist"},
	{"local", "2013-02", "RFC 6762", "is for multicast DNS on one link"},
	{"localhost", "2013-02", "RFC 6761", "is the host itself"},
	{"onion", "2015-10", "RFC 7686", "is for Tor"},
	{"service.arpa", "2025-06", "RFC 9665", "is for service registration on one network"},
	{"test", "2013-02", "RFC 6761", "is for tests"},
};

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

const struct special_use *special_use_of(const struct dname *name)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (ends_with(name, str_from(rows[i].name)))
			return &rows[i];
	return NULL;
}
