/*
 * key_file.h -- private keys in files: made once, used again, never copied anywhere.
 *
 *	struct key_folder folder CLEANUP(key_folder_close);
 *	TRY(key_folder_open(&folder, arena, "keys", sources, "out/bundle", &err));
 *	TRY(key_folder_get(&folder, "retail-internal", algorithm, &passphrase, &key, &err));
 *
 * A key that is made goes to FOLDER/NAME.pem: created there and nowhere else, mode 0600, PKCS #8
 * (RFC 5958), flushed to the disk; encrypted by PBES2 (RFC 8018: PBKDF2 with 600,000 rounds of
 * HMAC-SHA-256, AES-256 in CBC mode) where there is a passphrase. What is there already is used,
 * and never written. Buffers that held key octets or the passphrase are overwritten before they are
 * given back.
 */
#ifndef ZW_GENERATORS_KEY_FILE_H
#define ZW_GENERATORS_KEY_FILE_H

#include "key_algorithm.h"
#include "source/source.h"

enum {
	KEY_FILE_MAX = 64 * 1024, /* octets of a key file that is read */
	PASSPHRASE_MAX = 1024,	  /* octets of a passphrase, PEM_BUFSIZE of OpenSSL */
	KEY_PBKDF2_ROUNDS = 600000,
};

struct passphrase {
	size_t len; /* 0: there is none */
	char octets[PASSPHRASE_MAX];
};

struct key_folder {
	int fd;		  /* -1: there is no folder */
	const char *path; /* as the user gave it: for messages */
	struct arena *arena;
};

struct key {
	EVP_PKEY *pkey;	     /* NULL: there is no such file; key_free() */
	bool is_new;	     /* made by this run */
	const char *warning; /* a sentence part for the user; NULL: none */
};

/*
 * Reads the passphrase: the first line of FILE, which may not lie in the repository. FAILED where
 * it is empty, too long or cannot be read. passphrase_wipe() afterwards in every case.
 */
MUST_USE enum status passphrase_read(struct passphrase *passphrase, struct arena *arena,
				     const char *file, const struct sources *sources,
				     struct err *err);
void passphrase_wipe(struct passphrase *passphrase);

/*
 * Opens PATH, made with mode 0700 where it is absent. FAILED where it lies inside the repository or
 * inside BUNDLE (the folder that is about to be written; NULL: none), is a symbolic link, belongs
 * to someone else or is open to others. Nothing is made where it is refused.
 */
MUST_USE enum status key_folder_open(struct key_folder *folder, struct arena *arena,
				     const char *path, const struct sources *sources,
				     const char *bundle, struct err *err);
void key_folder_close(struct key_folder *folder);

/*
 * The key NAME.pem of FOLDER, made where it is absent. NAME is one part of a path, as bundle_part()
 * makes them. FAILED where the file is a link or no private key, holds another algorithm than the
 * one asked for, or is encrypted and the passphrase does not open it. The passphrase may be NULL.
 */
MUST_USE enum status key_folder_get(const struct key_folder *folder, const char *name,
				    const struct key_algorithm *algorithm,
				    const struct passphrase *passphrase, struct key *ret_key,
				    struct err *err);

/*
 * The key in the file PATH, relative to the project's folder or absolute; only read. ret_key->pkey
 * is NULL where there is no such file. FAILED as above, and where it lies inside the repository.
 */
MUST_USE enum status key_file_load(struct arena *arena, const struct sources *sources,
				   struct str path, const struct key_algorithm *algorithm,
				   const struct passphrase *passphrase, struct key *ret_key,
				   struct err *err);

/*
 * The private key in the file PATH, as the command line names it, of whatever algorithm of
 * key_algorithm.h. FAILED where there is no such file, and as above. OPTION is what warnings call it.
 */
MUST_USE enum status key_file_open(struct arena *arena, const struct sources *sources,
				   const char *path, const char *option,
				   const struct passphrase *passphrase, struct key *ret_key,
				   struct err *err);

void key_free(struct key *key);

#endif
