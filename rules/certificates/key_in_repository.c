/* key_in_repository.c -- the file of a private key that lies inside the repository. */
#include "shared.h"

#include "base/banned.h"

/* Whether PATH, relative to the project's folder or absolute, lies below the root of the repository. */
static bool is_inside(struct check *ck, struct str path)
{
	const struct sources *sources = ck->model->sources;
	struct str root = sources->root, whole;

	if (str_starts(path, "/")) {
		whole = path_normal(ck->arena, path);
		return str_eq(whole, root) ||
		       (whole.len > root.len && memcmp(whole.ptr, root.ptr, root.len) == 0 &&
			(whole.ptr[root.len] == '/' || str_is(root, "/")));
	}
	whole = path_join(ck->arena, sources->project, path);
	return !str_is(whole, "..") && !str_starts(whole, "../");
}

static void check(struct check *ck, const struct certificate *certificate)
{
	const struct text *path = &certificate->key_path;
	struct diag *d;

	if (ck->model->sources == NULL || path->presence != KNOWN ||
	    (certificate->custody != CUSTODY_FILE && certificate->custody != CUSTODY_EXISTING) ||
	    !is_inside(ck, path->s))
		return;
	d = report(ck, path->at,
		   "the key of the certificate `%.*s` lies inside the repository, at `%.*s`",
		   STR_ARG(certificate->key.s), STR_ARG(path->s));
	about(ck, d, NULL, NULL, arena_cstr(ck->arena, certificate->key.s));
	related(ck, d, certificate->key.at, "the certificate is declared here");
	help(ck, d,
	     "keep keys outside of the repository and name them with `../` or an absolute path; "
	     "if the file was ever committed, make a new key");
}

const struct rule rule_key_in_repository = {
	.id = "key-in-repository",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary = "the file of a private key inside the repository",
	.source = "NIST SP 800-57 Part 1 Rev. 5, section 6.2",
	.url = "https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final",
	.since = "0.1.0",
	.why = "A key in a repository is read by everybody who can read the repository, by every "
	       "machine that builds from it, and from its history for ever. `plan` refuses to make "
	       "or to use one there.",
	.fix = "Keep the key in a folder of its own outside of the repository, in an HSM or a KMS. "
	       "If "
	       "it was ever committed, make a new one and have the certificate issued anew.",
	.check_certificate = check,
};
