/* zone_estate.c -- the zone files that the benchmark reads. */
#include "zone_estate.h"

#include "base/file.h"
#include "draft.h"
#include "source/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

static const struct {
	size_t zones, records;
	const char *sha256;
} known[] = {
	{1, 10 * 1000, "55e3f2b8394e4b1e0f9e49f0524776e1991d01098b2a0de27acedee95c6f3a35"},
	{10, 10 * 1000, "d7b4ee527357273c45fce05eae84d98e21c580c8d049f703236dc03ed16f8369"},
	{1, 1000 * 1000, "3fc5d8494554b391d70fd0c406b5ea73c9ffb4cfdefa8391e12b8c5ef03b5966"},
	{1000, 1000 * 1000, "d80649efd60bfda3b6a6ef9be6f912e9a6718cad8779b424b774abd303f2b563"},
};

const char *zone_estate_known_sha256(size_t zones, size_t records)
{
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (known[i].zones == zones && known[i].records == records)
			return known[i].sha256;
	return NULL;
}

const char *zone_estate_name(struct arena *arena, size_t number)
{
	return arena_printf(arena, "shop%zu.example.net", number);
}

const char *zone_estate_file(struct arena *arena, size_t number)
{
	return arena_printf(arena, "%s.zone", zone_estate_name(arena, number));
}

/* ---- one zone ---------------------------------------------------------------------------------- */

/* A type's mnemonic, and the order of a zone file among the fields that octoDNS has in another. */
static const struct {
	const char *name;
	unsigned n, fields[DRAFT_FIELDS_MAX];
	bool quoted; /* the last field */
} types[] = {
	[DRAFT_A] = {"A", 1, {0}, false},
	[DRAFT_AAAA] = {"AAAA", 1, {0}, false},
	[DRAFT_CAA] = {"CAA", 3, {0, 1, 2}, true},
	[DRAFT_CNAME] = {"CNAME", 1, {0}, false},
	[DRAFT_MX] = {"MX", 2, {1, 0}, false},
	[DRAFT_NS] = {"NS", 1, {0}, false},
	[DRAFT_SRV] = {"SRV", 4, {1, 3, 0, 2}, false},
	[DRAFT_TXT] = {"TXT", 1, {0}, true},
};

static void print_set(struct buf *out, const struct draft_set *set)
{
	for (unsigned value = 0; value < set->n; value++) {
		unsigned n = types[set->type].n;

		buf_printf(out, "%s %u IN %s", set->owner[0] == '\0' ? "@" : set->owner, set->ttl,
			   types[set->type].name);
		for (unsigned i = 0; i < n; i++) {
			const char *quote = types[set->type].quoted && i + 1 == n ? "\"" : "";

			buf_printf(out, " %s%s%s", quote,
				   set->values[value][types[set->type].fields[i]], quote);
		}
		buf_char(out, '\n');
	}
}

static void print_zone(struct buf *out, struct arena *scratch, size_t number, size_t records)
{
	const char *name = zone_estate_name(scratch, number);
	struct draft draft;

	draft_public(&draft, scratch, name, (unsigned)number, records - 1);
	draft_sort(&draft);
	buf_printf(out, "$ORIGIN %s.\n$TTL 3600\n", name);
	buf_text(out, "@ 3600 IN SOA ns1.dns.example.org. hostmaster.example.org. 2026112400 7200 "
		      "3600 1209600 3600\n");
	for (size_t i = 0; i < draft.sets.n; i++)
		print_set(out, &draft.sets.items[i]);
}

/* ---- files ------------------------------------------------------------------------------------- */

static enum status write_zone(struct arena *scratch, const char *folder, size_t number,
			      size_t records, struct buf *list, size_t *bytes, struct err *err)
{
	const char *path =
		arena_printf(scratch, "%s/%s", folder, zone_estate_file(scratch, number));
	struct buf out CLEANUP(buf_free);
	char hex[SHA256_HEX_SIZE];
	enum status status;
	int fd;

	buf_init(&out, LIMIT_OUTPUT);
	print_zone(&out, scratch, number, records);
	*bytes += out.len;
	buf_printf(list, "%s  %s\n", sha256_hex(buf_view(&out), hex),
		   zone_estate_file(scratch, number));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return err_set(err, "cannot write %s: %s", path, strerror(errno));
	status = file_write_all(fd, buf_view(&out), path, err);
	if (close(fd) != 0 && status == OK)
		status = err_set(err, "cannot write %s: %s", path, strerror(errno));
	return status;
}

enum status zone_estate_write(const char *folder, size_t zones, size_t records, char *ret_sha256,
			      size_t *ret_bytes, struct err *err)
{
	struct buf list CLEANUP(buf_free);
	enum status status = OK;
	struct arena scratch;
	size_t bytes = 0;

	buf_init(&list, LIMIT_OUTPUT);
	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return err_set(err, "cannot make %s: %s", folder, strerror(errno));
	arena_init(&scratch);
	for (size_t i = 0; i < zones && status == OK; i++) {
		status = write_zone(&scratch, folder, i, records / zones, &list, &bytes, err);
		arena_free(&scratch);
	}
	(void)sha256_hex(buf_view(&list), ret_sha256);
	*ret_bytes = bytes;
	return status;
}
