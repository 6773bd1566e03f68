/* estate.c -- the estate that the benchmark reads. */
#include "estate.h"

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
	size_t records;
	const char *sha256;
} known[] = {
	{10 * 1000, "14dda2f5fd313f37cc110a6dab4c4a881ead7f07200b90cf8dd03e6d0970679b"},
	{100 * 1000, "d8e7356ff040943fb1ca819eb414366860431df7164e0382b713517b242aaf09"},
	{1000 * 1000, "40b3a8d1ed83067ba0d85f3838710df099fdb97e5b913d0883400c33b364144a"},
};

const char *estate_known_sha256(size_t records)
{
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (known[i].records == records)
			return known[i].sha256;
	return NULL;
}

/* ---- files ------------------------------------------------------------------------------------- */

static enum status make_folder(const char *path, struct err *err)
{
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		return err_set(err, "cannot make %s: %s", path, strerror(errno));
	return OK;
}

static enum status write_file(const char *path, struct str bytes, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	enum status status;

	if (fd < 0)
		return err_set(err, "cannot write %s: %s", path, strerror(errno));
	status = file_write_all(fd, bytes, path, err);
	if (close(fd) != 0 && status == OK)
		status = err_set(err, "cannot write %s: %s", path, strerror(errno));
	return status;
}

static const char *zone_name(struct arena *arena, unsigned number)
{
	return number % 10 < 8 ? arena_printf(arena, "shop%u.example.net", number)
			       : arena_printf(arena, "team%u.aws.example.com", number / 10);
}

static const char *zone_path(struct arena *arena, unsigned number)
{
	return arena_printf(arena, "%s/%s.yaml", number % 10 < 9 ? "public" : "private",
			    zone_name(arena, number));
}

/* ---- the project ------------------------------------------------------------------------------- */

static const char project[] =
	"version: 1\n"
	"sources:\n"
	"  - estate.yaml\n"
	"  - {path: public/*.yaml, format: octodns, account: dns-central, view: public}\n"
	"  - {path: private/*.yaml, format: octodns, account: tenant, view: private}\n"
	"policy:\n"
	"  extends: recommended\n"
	"  ownership: {name: \"@\", value: \"^example-owner=[a-z0-9]+$\"}\n";

static const char central[] =
	"central:\n"
	"  domain: example.com\n"
	"  account: dns-central\n"
	"  ownership: \"example-owner=central\"\n"
	"  clouds: {aws: {domain: aws.example.com}}\n"
	"accounts:\n"
	"  dns-central: {id: \"111111111111\", role: central, cloud: aws, region: ap-southeast-2}\n"
	"  tenant: {id: \"222222222222\", role: tenant, cloud: aws, region: ap-southeast-2}\n"
	"certificate_authorities:\n"
	"  corp:\n"
	"    type: private\n"
	"    kind: acm-pca\n"
	"    arn: \"arn:aws:acm-pca:ap-southeast-2:111111111111:certificate-authority/"
	"11111111-2222-3333-4444-555555555555\"\n"
	"    max_validity_days: 395\n"
	"    not_after: 2031-06-30\n";

static void print_estate(struct buf *out, unsigned teams)
{
	buf_printf(out, "%ssubdomains:\n", central);
	for (unsigned i = 0; i < teams; i++)
		buf_printf(out,
			   "  team%u:\n"
			   "    account: tenant\n"
			   "    owner: team%u@example.com\n"
			   "    exposure: [internal]\n"
			   "    ownership: \"example-owner=team%u\"\n"
			   "    vpcs: [{id: vpc-%017x, region: ap-southeast-2}]\n"
			   "    name_servers: {internal: [ns-%u.awsdns-05.com, "
			   "ns-%u.awsdns-15.net]}\n",
			   i, i, i, i + 1, i + 10, i + 520);
	buf_text(out, "load_balancers:\n");
	for (unsigned i = 0; i < teams; i++)
		buf_printf(
			out,
			"  team%u-internal: {account: tenant, type: application, scheme: internal, "
			"region: ap-southeast-2}\n",
			i);
	buf_text(out, "apis:\n");
	for (unsigned i = 0; i < teams; i++)
		buf_printf(out,
			   "  catalogue%u: {subdomain: team%u, exposure: internal, "
			   "target: {load_balancer: team%u-internal}}\n"
			   "  orders%u: {subdomain: team%u, exposure: internal, "
			   "target: {load_balancer: team%u-internal}}\n",
			   i, i, i, i, i, i);
}

static void print_zone(struct buf *out, struct arena *scratch, unsigned number)
{
	const char *name = zone_name(scratch, number);
	unsigned team = number / 10;
	struct draft draft;

	if (number % 10 == 8)
		draft_team_public(&draft, scratch, name, team,
				  arena_printf(scratch, "team%u", team), ESTATE_ZONE_RECORDS);
	else if (number % 10 == 9)
		draft_team_private(&draft, scratch, name, team, ESTATE_ZONE_RECORDS);
	else
		draft_public(&draft, scratch, name, number, ESTATE_ZONE_RECORDS);
	draft_print_octodns(&draft, out);
}

/* ---- write, read ------------------------------------------------------------------------------- */

/* File NUMBER of the estate: the project file, the estate's, then the zones'. */
static const char *file_path(struct arena *arena, unsigned number)
{
	if (number < 2)
		return number == 0 ? "zonewarrant.yaml" : "estate.yaml";
	return zone_path(arena, number - 2);
}

static enum status write_numbered(struct arena *scratch, const char *folder, size_t records,
				  unsigned number, struct err *err)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	if (number == 0)
		buf_text(&out, project);
	else if (number == 1)
		print_estate(&out, (unsigned)(records / ESTATE_STEP));
	else
		print_zone(&out, scratch, number - 2);
	return write_file(arena_printf(scratch, "%s/%s", folder, file_path(scratch, number)),
			  buf_view(&out), err);
}

static unsigned count_files(size_t records)
{
	return (unsigned)(records / ESTATE_ZONE_RECORDS) + 2;
}

enum status estate_write(const char *folder, size_t records, struct err *err)
{
	struct arena scratch;
	enum status status;

	arena_init(&scratch);
	status = make_folder(folder, err);
	if (status == OK)
		status = make_folder(arena_printf(&scratch, "%s/public", folder), err);
	if (status == OK)
		status = make_folder(arena_printf(&scratch, "%s/private", folder), err);
	for (unsigned i = 0; i < count_files(records) && status == OK; i++) {
		status = write_numbered(&scratch, folder, records, i, err);
		arena_free(&scratch);
	}
	arena_free(&scratch);
	return status;
}

static enum status read_file(struct arena *arena, const char *path, struct str *ret_bytes,
			     struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *bytes;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(err, "cannot read %s: %s", path, strerror(errno));
	bytes = arena_bytes(arena, (size_t)st.st_size);
	n = read(fd, bytes, (size_t)st.st_size);
	(void)close(fd);
	if (n != st.st_size)
		return err_set(err, "cannot read %s", path);
	*ret_bytes = str_slice(bytes, (size_t)n);
	return OK;
}

enum status estate_read(struct estate *estate, struct arena *arena, const char *folder,
			size_t records, struct err *err)
{
	struct buf list CLEANUP(buf_free);

	*estate = (struct estate){0};
	buf_init(&list, LIMIT_OUTPUT);
	for (unsigned i = 0; i < count_files(records); i++) {
		struct estate_file *file = VEC_PUSH(arena, &estate->files);
		char hex[SHA256_HEX_SIZE];

		file->path = file_path(arena, i);
		TRY(read_file(arena, arena_printf(arena, "%s/%s", folder, file->path), &file->bytes,
			      err));
		estate->bytes += file->bytes.len;
		buf_printf(&list, "%s  %s\n", sha256_hex(file->bytes, hex), file->path);
	}
	(void)sha256_hex(buf_view(&list), estate->sha256);
	return OK;
}
