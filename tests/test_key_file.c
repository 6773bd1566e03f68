/*
 * test_key_file.c -- private keys in files: where they may lie, who may read them, what is used
 * again and what is refused.
 */
#include "key_file.h"
#include "samples.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

static struct arena arena;
static struct sources sources; /* a repository of its own */
static const char *work;       /* a folder beside it */

static int set_up(void **state)
{
	struct err err;

	(void)state;
	arena_init(&arena);
	work = sample_folder(&arena);
	return sources_init(&sources, &arena, sample_folder(&arena), &err);
}

static int tear_down(void **state)
{
	(void)state;
	sources_done(&sources);
	arena_free(&arena);
	return 0;
}

static const char *below(const char *folder, const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

static const struct key_algorithm *p256(void)
{
	return key_algorithm_find("ecdsa-p256");
}

static struct key_folder open_folder(void)
{
	struct key_folder folder;
	struct err err = {{0}};

	if (key_folder_open(&folder, &arena, below(work, "keys"), &sources, NULL, &err) != OK)
		fail_msg("%s", err.text);
	return folder;
}

static struct key get(const struct key_folder *folder, const char *name,
		      const struct key_algorithm *algorithm, const struct passphrase *passphrase)
{
	struct key key;
	struct err err = {{0}};

	if (key_folder_get(folder, name, algorithm, passphrase, &key, &err) != OK)
		fail_msg("%s", err.text);
	assert_non_null(key.pkey);
	return key;
}

static void expect_refused(const struct key_folder *folder, const char *name,
			   const struct passphrase *passphrase, const char *reason)
{
	struct key key = {0};
	struct err err = {{0}};

	if (key_folder_get(folder, name, p256(), passphrase, &key, &err) == OK)
		fail_msg("%s.pem is taken", name);
	if (strstr(err.text, reason) == NULL)
		fail_msg("`%s` does not say `%s`", err.text, reason);
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return (unsigned)(st.st_mode & 07777);
}

static bool exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static struct passphrase passphrase_of(const char *text)
{
	struct passphrase passphrase;
	const char *file = below(work, "passphrase");
	struct err err = {{0}};

	sample_write(file, text, 0600);
	if (passphrase_read(&passphrase, &arena, file, &sources, &err) != OK)
		fail_msg("%s", err.text);
	return passphrase;
}

/* ---- making and using again ------------------------------------------------------------------ */

static void test_every_algorithm_is_made_and_used_again(void **state)
{
	static const char *const names[] = {"rsa-2048",	  "rsa-3072",	"rsa-4096",
					    "ecdsa-p256", "ecdsa-p384", "ed25519"};
	struct key_folder folder = open_folder();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct key_algorithm *algorithm = key_algorithm_find(names[i]);
		struct key first = get(&folder, names[i], algorithm, NULL), second;
		const char *path = arena_printf(&arena, "%s/%s.pem", folder.path, names[i]);
		const char *pem = sample_output(&arena, NULL, "cat %s", path);

		assert_ptr_equal(key_algorithm_of(first.pkey), algorithm);
		assert_true(first.is_new);
		assert_null(first.warning);
		assert_int_equal(mode_of(path), 0600);
		assert_true(str_starts(str_from(pem), "-----BEGIN PRIVATE KEY-----\n"));

		second = get(&folder, names[i], algorithm, NULL);
		assert_false(second.is_new);
		assert_null(second.warning);
		assert_int_equal(EVP_PKEY_eq(first.pkey, second.pkey), 1);
		assert_string_equal(sample_output(&arena, NULL, "cat %s", path), pem);
		key_free(&first);
		key_free(&second);
	}
	assert_int_equal(mode_of(folder.path), 0700);
	key_folder_close(&folder);
}

static void test_modes_do_not_depend_on_the_umask(void **state)
{
	static const mode_t masks[] = {0, 0777, 0177};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(masks); i++) {
		struct key_folder folder = open_folder();
		const char *name = arena_printf(&arena, "mask-%zu", i);
		mode_t before = umask(masks[i]);
		struct key key = get(&folder, name, p256(), NULL);

		(void)umask(before);
		assert_int_equal(mode_of(arena_printf(&arena, "%s/%s.pem", folder.path, name)),
				 0600);
		key_free(&key);
		key_folder_close(&folder);
	}
}

static void test_a_disk_that_is_full_leaves_no_file(void **state)
{
	struct key_folder folder = open_folder();
	struct rlimit before, none;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	none = (struct rlimit){.rlim_cur = 16, .rlim_max = before.rlim_max};
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	expect_refused(&folder, "full", NULL, "cannot write");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_string_equal(sample_output(&arena, NULL, "ls -A %s", folder.path), "");
	key_folder_close(&folder);
}

/* Killed while the key is made: what is there is a whole key, and the next run goes on. */
static void test_a_killed_run_leaves_no_half_key(void **state)
{
	const struct key_algorithm *slow = key_algorithm_find("rsa-4096");
	struct key_folder folder = open_folder();
	struct key key;

	(void)state;
	for (useconds_t delay = 0; delay < 4; delay++) {
		pid_t child = fork();
		struct err err;

		assert_true(child >= 0);
		if (child == 0) {
			_exit(key_folder_get(&folder, "slow", slow, NULL, &key, &err) != OK);
		}
		(void)usleep(2000 * delay);
		(void)kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
	}
	key = get(&folder, "slow", slow, NULL);
	key_free(&key);
	key_folder_close(&folder);
}

/* ---- encryption ------------------------------------------------------------------------------ */

static void test_a_passphrase_encrypts(void **state)
{
	struct key_folder folder = open_folder();
	struct passphrase good = passphrase_of("correct horse \xc3\xa9\r\nsecond line\n");
	struct passphrase wrong = passphrase_of("wrong");
	struct key key = get(&folder, "secret", p256(), &good);
	const char *path = below(folder.path, "secret.pem"), *dump;
	int status;

	(void)state;
	assert_int_equal(good.len, strlen("correct horse \xc3\xa9"));
	key_free(&key);
	key = get(&folder, "secret", p256(), &good);
	assert_false(key.is_new);
	assert_null(key.warning);
	key_free(&key);
	expect_refused(&folder, "secret", &wrong, "the passphrase does not open");
	expect_refused(&folder, "secret", NULL, "--passphrase-file");

	/* by other eyes: opens with the passphrase, not without; 600,000 rounds (0x0927C0) */
	sample_write(below(work, "pass"), "correct horse \xc3\xa9\n", 0600);
	dump = sample_output(&arena, &status,
			     "openssl pkey -in %s -passin file:%s -noout -text_pub", path,
			     below(work, "pass"));
	assert_int_equal(status, 0);
	assert_non_null(strstr(dump, "P-256"));
	(void)sample_output(&arena, &status, "openssl pkey -in %s -passin pass:wrong -noout", path);
	assert_int_not_equal(status, 0);
	dump = sample_output(&arena, &status, "openssl asn1parse -in %s", path);
	assert_non_null(strstr(dump, "0927C0"));
	assert_non_null(strstr(dump, "hmacWithSHA256"));
	assert_non_null(strstr(dump, "aes-256-cbc"));
	key_folder_close(&folder);
}

static void test_a_clear_key_is_no_secret_for_a_passphrase(void **state)
{
	struct key_folder folder = open_folder();
	struct passphrase passphrase = passphrase_of("words");
	struct key key = get(&folder, "clear", p256(), NULL);

	(void)state;
	key_free(&key);
	key = get(&folder, "clear", p256(), &passphrase);
	assert_non_null(key.warning);
	assert_string_equal(key.warning, "the key file clear.pem in the folder of --keys is not "
					 "encrypted, though a passphrase is given");
	key_free(&key);
	key_folder_close(&folder);
}

static void expect_bad_passphrase(const char *file, const char *reason)
{
	struct passphrase passphrase;
	struct err err = {{0}};

	assert_int_equal(passphrase_read(&passphrase, &arena, file, &sources, &err), FAILED);
	if (strstr(err.text, reason) == NULL)
		fail_msg("`%s` does not say `%s`", err.text, reason);
	passphrase_wipe(&passphrase);
}

static void test_passphrase_files_that_are_none(void **state)
{
	char *lengthy = arena_bytes(&arena, PASSPHRASE_MAX + 2);
	const char *file = below(work, "words"), *inside;

	(void)state;
	expect_bad_passphrase(below(work, "absent"), "No such file");
	expect_bad_passphrase(work, "not a regular file");
	sample_write(file, "", 0600);
	expect_bad_passphrase(file, "empty line");
	sample_write(file, "\nwords\n", 0600);
	expect_bad_passphrase(file, "empty line");
	memset(lengthy, 'x', PASSPHRASE_MAX + 1);
	lengthy[PASSPHRASE_MAX + 1] = '\0';
	sample_write(file, lengthy, 0600);
	expect_bad_passphrase(file, "longer than 1024");
	lengthy[PASSPHRASE_MAX] = '\0';
	assert_int_equal(passphrase_of(lengthy).len, PASSPHRASE_MAX);
	inside = below(arena_cstr(&arena, sources.root), "words");
	sample_write(inside, "words\n", 0600);
	expect_bad_passphrase(inside, "inside the repository");
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void test_files_that_are_no_keys(void **state)
{
	struct key_folder folder = open_folder();
	struct key key = get(&folder, "real", p256(), NULL);
	const char *real = below(folder.path, "real.pem");
	char *big = arena_bytes(&arena, KEY_FILE_MAX + 2);

	(void)state;
	key_free(&key);
	assert_int_equal(symlink(real, below(folder.path, "link.pem")), 0);
	expect_refused(&folder, "link", NULL, "it is a symbolic link");
	assert_int_equal(symlink(below(work, "nowhere"), below(folder.path, "dangling.pem")), 0);
	expect_refused(&folder, "dangling", NULL, "it is a symbolic link");
	assert_false(exists(below(work, "nowhere")));
	assert_int_equal(mkfifo(below(folder.path, "pipe.pem"), 0600), 0);
	expect_refused(&folder, "pipe", NULL, "not a regular file");
	assert_int_equal(mkdir(below(folder.path, "folder.pem"), 0700), 0);
	expect_refused(&folder, "folder", NULL, "not a regular file");
	sample_write(below(folder.path, "empty.pem"), "", 0600);
	expect_refused(&folder, "empty", NULL, "no private key");
	memset(big, 'x', KEY_FILE_MAX + 1);
	big[KEY_FILE_MAX + 1] = '\0';
	sample_write(below(folder.path, "big.pem"), big, 0600);
	expect_refused(&folder, "big", NULL, "holds more than 65536 octets");
	(void)sample_output(&arena, NULL, "openssl pkey -in %s -pubout -out %s", real,
			    below(folder.path, "public.pem"));
	assert_true(exists(below(folder.path, "public.pem")));
	expect_refused(&folder, "public", NULL, "no private key");
	key_folder_close(&folder);
}

static void test_another_algorithm_is_refused_with_help(void **state)
{
	static const char *const made[] = {"rsa-2048", "ecdsa-p384", "ed25519"};
	struct key_folder folder = open_folder();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(made); i++) {
		struct key key = get(&folder, made[i], key_algorithm_find(made[i]), NULL);

		key_free(&key);
		expect_refused(&folder, made[i], NULL,
			       arena_printf(&arena, "write `algorithm: %s`", made[i]));
	}
	(void)sample_output(&arena, NULL,
			    "openssl genpkey -algorithm EC -pkeyopt "
			    "ec_paramgen_curve:secp521r1 -out %s",
			    below(folder.path, "p521.pem"));
	expect_refused(&folder, "p521", NULL, "another algorithm than ecdsa-p256");
	key_folder_close(&folder);
}

static void expect_no_folder(const char *path, const char *bundle, const char *reason)
{
	struct key_folder folder;
	struct err err = {{0}};

	assert_int_equal(key_folder_open(&folder, &arena, path, &sources, bundle, &err), FAILED);
	assert_int_equal(folder.fd, -1);
	if (strstr(err.text, reason) == NULL)
		fail_msg("`%s` does not say `%s`", err.text, reason);
}

static void test_places_where_no_key_may_be(void **state)
{
	const char *root = arena_cstr(&arena, sources.root);
	const char *roundabout =
		arena_printf(&arena, "%s/../%.*s/keys", root, STR_ARG(path_base(sources.root)));

	(void)state;
	expect_no_folder(root, NULL, "inside the repository");
	expect_no_folder(below(root, "keys"), NULL, "inside the repository");
	expect_no_folder(roundabout, NULL, "inside the repository");
	assert_false(exists(below(root, "keys")));
	assert_int_equal(symlink(root, below(work, "door")), 0);
	expect_no_folder(below(work, "door/keys"), NULL, "inside the repository");
	assert_false(exists(below(root, "keys")));

	/* `..` behind a link leads from where the link leads to */
	assert_int_equal(mkdir(below(root, "inner"), 0700), 0);
	assert_int_equal(symlink(below(root, "inner"), below(work, "inner")), 0);
	expect_no_folder(below(work, "inner/../keys"), NULL, "inside the repository");
	assert_false(exists(below(root, "keys")));

	expect_no_folder(below(work, "out"), below(work, "out"), "inside the bundle");
	assert_false(exists(below(work, "out")));
	assert_int_equal(mkdir(below(work, "out"), 0700), 0);
	expect_no_folder(below(work, "out/keys"), below(work, "out"), "inside the bundle");
	expect_no_folder(below(work, "no/such/keys"), NULL, "No such file");

	assert_int_equal(mkdir(below(work, "open"), 0700), 0);
	assert_int_equal(chmod(below(work, "open"), 0755), 0);
	expect_no_folder(below(work, "open"), NULL, "open to others (mode 0755)");
	sample_write(below(work, "file"), "", 0600);
	expect_no_folder(below(work, "file"), NULL, "a link or no folder");
	assert_int_equal(mkdir(below(work, "real"), 0700), 0);
	assert_int_equal(symlink(below(work, "real"), below(work, "alias")), 0);
	expect_no_folder(below(work, "alias"), NULL, "a link or no folder");
}

/* ---- keys that are there already ------------------------------------------------------------- */

static enum status load(const char *path, struct key *key, struct err *err)
{
	return key_file_load(&arena, &sources, str_from(path), p256(), NULL, key, err);
}

static void test_existing_keys_are_only_read(void **state)
{
	const char *root = arena_cstr(&arena, sources.root);
	const char *path = below(work, "there.pem"), *before;
	struct err err = {{0}};
	struct key key = {0};

	(void)state;
	(void)sample_output(
		&arena, NULL,
		"openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out %s", path);
	before = sample_output(&arena, NULL, "cat %s", path);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(load(path, &key, &err), OK);
	assert_non_null(key.pkey);
	assert_null(key.warning);
	key_free(&key);

	/* a path is relative to the project's folder */
	assert_int_equal(
		load(arena_printf(&arena, "../%.*s/there.pem", STR_ARG(path_base(str_from(work)))),
		     &key, &err),
		OK);
	assert_non_null(key.pkey);
	key_free(&key);

	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(load(path, &key, &err), OK);
	assert_non_null(strstr(key.warning, "open to others (mode 0644)"));
	key_free(&key);
	assert_string_equal(sample_output(&arena, NULL, "cat %s", path), before);

	assert_int_equal(load(below(work, "absent.pem"), &key, &err), OK);
	assert_null(key.pkey);
	assert_int_equal(load("/dev/null", &key, &err), FAILED);
	assert_non_null(strstr(err.text, "not a regular file"));
	(void)sample_output(&arena, NULL, "cp %s %s", path, below(root, "inside.pem"));
	assert_int_equal(load("inside.pem", &key, &err), FAILED);
	assert_non_null(strstr(err.text, "inside the repository"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_algorithm_is_made_and_used_again, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_modes_do_not_depend_on_the_umask, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_killed_run_leaves_no_half_key, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_disk_that_is_full_leaves_no_file, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_passphrase_encrypts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_clear_key_is_no_secret_for_a_passphrase,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_passphrase_files_that_are_none, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_files_that_are_no_keys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_another_algorithm_is_refused_with_help, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_places_where_no_key_may_be, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_existing_keys_are_only_read, set_up,
						tear_down),
	};

	return cmocka_run_group_tests_name("key_file", tests, NULL, NULL);
}
