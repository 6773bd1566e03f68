/* key_file.c -- private keys in files. */
#include "key_file.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

static void bio_done(BIO **bio)
{
	BIO_free(*bio);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

void key_free(struct key *key)
{
	EVP_PKEY_free(key->pkey);
	*key = (struct key){0};
}

/* ---- where a key may lie --------------------------------------------------------------------- */

/* PATH with links resolved; of a path that does not exist yet, its folder's real path and its own
 * last part. NULL with errno where not even the folder exists. `..` is left to the system: behind a
 * link it leads elsewhere than the text says. */
static const char *real_path(struct arena *arena, const char *path)
{
	struct str text = str_from(path), folder, base;
	const char *copy = NULL;
	char *real = realpath(path, NULL);

	if (real == NULL && errno == ENOENT) {
		while (text.len > 1 && text.ptr[text.len - 1] == '/')
			text.len--;
		base = path_base(text);
		folder = str_slice(text.ptr, text.len - base.len);
		real = realpath(folder.len == 0 ? "." : arena_cstr(arena, folder), NULL);
		if (real != NULL)
			copy = arena_printf(arena, "%s/%.*s", strcmp(real, "/") == 0 ? "" : real,
					    STR_ARG(base));
	} else if (real != NULL) {
		copy = arena_copy(arena, real, strlen(real));
	}
	free(real);
	return copy;
}

/* Both are absolute and without links. */
static bool is_within(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	if (strcmp(folder, "/") == 0)
		return true;
	return strncmp(path, folder, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

static bool is_in_repository(struct arena *arena, const char *real, const struct sources *sources)
{
	return is_within(real, arena_cstr(arena, sources->root));
}

/* ---- reading --------------------------------------------------------------------------------- */

struct secret {
	char *octets; /* NUL after the last */
	size_t len;
};

static void secret_wipe(struct secret *secret)
{
	OPENSSL_clear_free(secret->octets, secret->len + 1);
	*secret = (struct secret){0};
}

/* Reads all of FD, at most MAX octets; PATH is for the message. */
static enum status read_secret(int fd, const char *path, size_t max, struct secret *ret_secret,
			       struct stat *ret_stat, struct err *err)
{
	struct secret secret CLEANUP(secret_wipe) = {0};

	if (fstat(fd, ret_stat) != 0)
		return err_set(err, "cannot read %s: %s", path, strerror(errno));
	if (!S_ISREG(ret_stat->st_mode))
		return err_set(err, "%s is not a regular file", path);
	if (ret_stat->st_size < 0 || (size_t)ret_stat->st_size > max)
		return err_set(err, "%s holds more than %zu octets", path, max);
	secret.len = (size_t)ret_stat->st_size;
	secret.octets = OPENSSL_zalloc(secret.len + 1);
	if (secret.octets == NULL)
		out_of_memory();
	for (size_t at = 0; at < secret.len;) {
		ssize_t n = read(fd, secret.octets + at, secret.len - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(err, "cannot read %s: %s", path,
				       n == 0 ? "it became shorter" : strerror(errno));
		at += (size_t)n;
	}
	*ret_secret = secret;
	secret = (struct secret){0};
	return OK;
}

enum status passphrase_read(struct passphrase *passphrase, struct arena *arena, const char *file,
			    const struct sources *sources, struct err *err)
{
	struct secret secret CLEANUP(secret_wipe) = {0};
	const char *real = real_path(arena, file);
	int fd CLEANUP(close_fd) = -1;
	struct stat st;
	size_t len;

	*passphrase = (struct passphrase){0};
	if (real != NULL && is_in_repository(arena, real, sources))
		return err_set(err, "the passphrase file %s lies inside the repository", file);
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_set(err, "cannot read %s: %s", file, strerror(errno));
	/* two octets for the line end */
	TRY(read_secret(fd, file, PASSPHRASE_MAX + 2, &secret, &st, err));
	len = strcspn(secret.octets, "\r\n");
	if (len == 0)
		return err_set(err, "the passphrase file %s begins with an empty line", file);
	if (len > PASSPHRASE_MAX)
		return err_set(err, "the passphrase in %s is longer than %d octets", file,
			       PASSPHRASE_MAX);
	memcpy(passphrase->octets, secret.octets, len);
	passphrase->len = len;
	return OK;
}

void passphrase_wipe(struct passphrase *passphrase)
{
	OPENSSL_cleanse(passphrase, sizeof(*passphrase));
}

/* Answers OpenSSL instead of the terminal: a run never asks. */
static int give_passphrase(char *buffer, int size, int writing, void *context)
{
	const struct passphrase *passphrase = context;

	(void)writing;
	if (passphrase == NULL || passphrase->len == 0 || (size_t)size < passphrase->len)
		return -1;
	memcpy(buffer, passphrase->octets, passphrase->len);
	return (int)passphrase->len;
}

static bool is_encrypted(const struct secret *secret)
{
	/* RFC 7468 section 11, and the older form of RFC 1421 section 4.6.1.1 */
	return strstr(secret->octets, "BEGIN ENCRYPTED PRIVATE KEY") != NULL ||
	       strstr(secret->octets, "Proc-Type: 4,ENCRYPTED") != NULL;
}

/* ALGORITHM may be NULL: any. */
static enum status parse_key(const struct secret *secret, const char *path,
			     const struct key_algorithm *algorithm,
			     const struct passphrase *passphrase, struct key *key, struct err *err)
{
	BIO *bio CLEANUP(bio_done) = BIO_new_mem_buf(secret->octets, (int)secret->len);
	const struct key_algorithm *found;
	bool has_passphrase = passphrase != NULL && passphrase->len > 0;

	if (bio == NULL)
		out_of_memory();
	if (is_encrypted(secret) && !has_passphrase)
		return err_set(err, "%s is encrypted: give its passphrase with --passphrase-file",
			       path);
	key->pkey = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, (void *)passphrase);
	if (key->pkey == NULL && is_encrypted(secret)) {
		(void)openssl_reason();
		return err_set(err, "the passphrase does not open %s", path);
	}
	if (key->pkey == NULL)
		return err_set(err, "%s holds no private key in PEM form (%s)", path,
			       openssl_reason());
	found = key_algorithm_of(key->pkey);
	if (found != NULL && (found == algorithm || algorithm == NULL))
		return OK;
	EVP_PKEY_free(key->pkey);
	key->pkey = NULL;
	if (algorithm == NULL)
		return err_set(
			err,
			"%s holds a key of an algorithm that is not known here: Ed25519, "
			"ECDSA with P-256 or P-384, and RSA with 2048, 3072 or 4096 bits are",
			path);
	if (found == NULL)
		return err_set(err, "%s holds a key of another algorithm than %s", path,
			       algorithm->name);
	return err_set(err,
		       "%s holds a key of the algorithm %s, and %s is asked for: write `algorithm: "
		       "%s`, or move the file away",
		       path, found->name, algorithm->name, found->name);
}

/* The key of an open file: PATH is for errors, SHOWN for the warning, which goes into documents and so
 * holds no path of this machine. */
static enum status load_key(struct arena *arena, int fd, const char *path, const char *shown,
			    const struct key_algorithm *algorithm,
			    const struct passphrase *passphrase, mode_t too_open,
			    struct key *ret_key, struct err *err)
{
	struct secret secret CLEANUP(secret_wipe) = {0};
	struct key key = {0};
	struct stat st;

	TRY(read_secret(fd, path, KEY_FILE_MAX, &secret, &st, err));
	TRY(parse_key(&secret, path, algorithm, passphrase, &key, err));
	if ((st.st_mode & too_open) != 0)
		key.warning = arena_printf(arena,
					   "the key file %s is open to others (mode %04o): "
					   "run `chmod 600` on it",
					   shown, (unsigned)(st.st_mode & 07777));
	else if (passphrase != NULL && passphrase->len > 0 && !is_encrypted(&secret))
		key.warning = arena_printf(arena,
					   "the key file %s is not encrypted, though a passphrase "
					   "is given",
					   shown);
	*ret_key = key;
	return OK;
}

enum status key_file_load(struct arena *arena, const struct sources *sources, struct str path,
			  const struct key_algorithm *algorithm,
			  const struct passphrase *passphrase, struct key *ret_key, struct err *err)
{
	struct str folder = path_join(arena, sources->root, sources->project);
	const char *full = arena_cstr(arena, path_join(arena, folder, path));
	const char *shown = arena_cstr(arena, path), *real;
	int fd CLEANUP(close_fd) = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		*ret_key = (struct key){0};
		return OK;
	}
	if (fd < 0)
		return err_set(err, "cannot read %s: %s", shown, strerror(errno));
	real = real_path(arena, full);
	if (real == NULL || is_in_repository(arena, real, sources))
		return err_set(err, "the key file %s lies inside the repository", shown);
	return load_key(arena, fd, shown, shown, algorithm, passphrase, S_IROTH | S_IWOTH, ret_key,
			err);
}

enum status key_file_open(struct arena *arena, const struct sources *sources, const char *path,
			  const char *option, const struct passphrase *passphrase,
			  struct key *ret_key, struct err *err)
{
	int fd CLEANUP(close_fd) = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const char *real;

	if (fd < 0)
		return err_set(err, "cannot read %s: %s", path, strerror(errno));
	real = real_path(arena, path);
	if (real == NULL || is_in_repository(arena, real, sources))
		return err_set(err, "the key file %s lies inside the repository", path);
	return load_key(arena, fd, path, arena_printf(arena, "of %s", option), NULL, passphrase,
			S_IROTH | S_IWOTH, ret_key, err);
}

/* ---- the folder of keys ---------------------------------------------------------------------- */

static enum status check_place(struct arena *arena, const char *path, const struct sources *sources,
			       const char *bundle, struct err *err)
{
	const char *real = real_path(arena, path), *real_bundle;

	if (real == NULL)
		return err_set(err, "cannot make %s: %s", path, strerror(errno));
	if (is_in_repository(arena, real, sources))
		return err_set(err,
			       "the folder of keys %s lies inside the repository: give --keys a "
			       "folder outside of it",
			       path);
	real_bundle = bundle == NULL ? NULL : real_path(arena, bundle);
	if (real_bundle != NULL && is_within(real, real_bundle))
		return err_set(err,
			       "the folder of keys %s lies inside the bundle: no key may be in it",
			       path);
	return OK;
}

enum status key_folder_open(struct key_folder *folder, struct arena *arena, const char *path,
			    const struct sources *sources, const char *bundle, struct err *err)
{
	struct stat st;

	*folder = (struct key_folder){.fd = -1, .path = path, .arena = arena};
	TRY(check_place(arena, path, sources, bundle, err));
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_set(err, "cannot make %s: %s", path, strerror(errno));
	folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder->fd < 0)
		return err_set(err, "cannot open the folder of keys %s: %s", path,
			       errno == ELOOP || errno == ENOTDIR ? "it is a link or no folder"
								  : strerror(errno));
	if (fstat(folder->fd, &st) != 0)
		(void)err_set(err, "cannot open the folder of keys %s: %s", path, strerror(errno));
	else if (st.st_uid != geteuid())
		(void)err_set(err, "the folder of keys %s belongs to another user", path);
	else if ((st.st_mode & 077) != 0)
		(void)err_set(
			err,
			"the folder of keys %s is open to others (mode %04o): run `chmod 700` "
			"on it",
			path, (unsigned)(st.st_mode & 07777));
	else
		return OK;
	key_folder_close(folder);
	return FAILED;
}

void key_folder_close(struct key_folder *folder)
{
	if (folder->fd >= 0)
		(void)close(folder->fd);
	folder->fd = -1;
}

/* ---- making ---------------------------------------------------------------------------------- */

/* PBES2 by hand, because the PEM writer of OpenSSL takes no number of rounds and uses 2,048. */
static X509_SIG *encrypt(PKCS8_PRIV_KEY_INFO *info, const struct passphrase *passphrase)
{
	X509_ALGOR *algorithm = PKCS5_pbe2_set_iv_ex(EVP_aes_256_cbc(), KEY_PBKDF2_ROUNDS, NULL, 16,
						     NULL, NID_hmacWithSHA256, NULL);
	X509_SIG *sealed;

	if (algorithm == NULL)
		return NULL;
	sealed = PKCS8_set0_pbe_ex(passphrase->octets, (int)passphrase->len, info, algorithm, NULL,
				   NULL);
	if (sealed == NULL)
		X509_ALGOR_free(algorithm);
	return sealed;
}

/* PKEY as PKCS #8 in PEM, in memory that is wiped when the BIO is freed; NULL where OpenSSL
 * refuses. */
static BIO *encode_key(const EVP_PKEY *pkey, const struct passphrase *passphrase)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);
	BIO *bio = BIO_new(BIO_s_secmem());
	X509_SIG *sealed = NULL;
	int done = 0;

	if (info != NULL && bio != NULL && passphrase != NULL && passphrase->len > 0) {
		sealed = encrypt(info, passphrase);
		done = sealed != NULL && PEM_write_bio_PKCS8(bio, sealed) == 1;
	} else if (info != NULL && bio != NULL) {
		done = PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, info) == 1;
	}
	X509_SIG_free(sealed);
	PKCS8_PRIV_KEY_INFO_free(info);
	if (done)
		return bio;
	BIO_free(bio);
	return NULL;
}

/* Gives the file its name, and never takes that of another: a key that another run made meanwhile
 * stays. */
static bool name_file(int folder, const char *from, const char *to)
{
	if (renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0)
		return true;
	/* Not every file system knows the flag. */
	if ((errno != EINVAL && errno != ENOSYS) || linkat(folder, from, folder, to, 0) != 0)
		return false;
	(void)unlinkat(folder, from, 0);
	return true;
}

/* Writes the whole key under a name that no run takes for a key, and then gives it its own: whenever
 * the program is ended, there is the key or there is none. */
static enum status write_key(const struct key_folder *folder, const char *file, struct str pem,
			     struct err *err)
{
	const char *path = arena_printf(folder->arena, "%s/%s", folder->path, file), *partial;
	int fd CLEANUP(close_fd) = -1, reason;
	uint64_t number = 0;

	if (RAND_bytes((unsigned char *)&number, sizeof(number)) != 1)
		return err_set(err, "cannot write %s: %s", path, openssl_reason());
	partial = arena_printf(folder->arena, ".%s.partial-%016" PRIx64, file, number);
	fd = openat(folder->fd, partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd < 0)
		return err_set(err, "cannot write %s: %s", path, strerror(errno));
	/* the umask may only have taken away, and 0600 is what the owner must have */
	if (fchmod(fd, 0600) == 0 && file_write_all(fd, pem, path, err) == OK && fsync(fd) == 0 &&
	    name_file(folder->fd, partial, file)) {
		if (fsync(folder->fd) == 0)
			return OK;
		partial = file;
	}
	reason = errno;
	(void)unlinkat(folder->fd, partial, 0);
	return err_set(err, "cannot write %s: %s", path, strerror(reason));
}

static enum status make_key(const struct key_folder *folder, const char *file,
			    const struct key_algorithm *algorithm,
			    const struct passphrase *passphrase, struct key *ret_key,
			    struct err *err)
{
	struct key key = {.pkey = key_algorithm_make(algorithm), .is_new = true};
	BIO *bio CLEANUP(bio_done) = NULL;
	char *pem = NULL;
	long len;

	if (key.pkey != NULL)
		bio = encode_key(key.pkey, passphrase);
	if (bio == NULL) {
		key_free(&key);
		return err_set(err, "cannot make a key of the algorithm %s: %s", algorithm->name,
			       openssl_reason());
	}
	len = BIO_get_mem_data(bio, &pem);
	if (write_key(folder, file, str_slice(pem, (size_t)len), err) != OK) {
		key_free(&key);
		return FAILED;
	}
	*ret_key = key;
	return OK;
}

enum status key_folder_get(const struct key_folder *folder, const char *name,
			   const struct key_algorithm *algorithm,
			   const struct passphrase *passphrase, struct key *ret_key,
			   struct err *err)
{
	const char *file = arena_printf(folder->arena, "%s.pem", name);
	const char *path = arena_printf(folder->arena, "%s/%s", folder->path, file);
	int fd CLEANUP(close_fd) =
		openat(folder->fd, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		return make_key(folder, file, algorithm, passphrase, ret_key, err);
	if (fd < 0)
		return err_set(err, "cannot open the key file %s: %s", path,
			       errno == ELOOP ? "it is a symbolic link" : strerror(errno));
	return load_key(folder->arena, fd, path,
			arena_printf(folder->arena, "%s in the folder of --keys", file), algorithm,
			passphrase, 077, ret_key, err);
}
