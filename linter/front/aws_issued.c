/* aws_issued.c -- what `acm describe-certificate` says of a certificate as it was issued. */
#include "front/aws_parts.h"

#include "base/banned.h"

/* The two digits at OFFSET, at most MAX. */
static bool two_digits(struct str text, size_t offset, uint64_t max, int64_t *ret_value)
{
	uint64_t value;

	if (text.len < offset + 2 || !str_to_u64(str_slice(text.ptr + offset, 2), max, &value))
		return false;
	*ret_value = (int64_t)value;
	return true;
}

/* RFC 3339 section 5.6, "+10:00" or "Z" behind a fraction, in seconds. */
static bool read_offset(struct str text, int64_t *ret_seconds)
{
	int64_t hours, minutes;

	if (text.len > 0 && text.ptr[0] == '.') {
		size_t n = 1;

		while (n < text.len && ascii_is_digit(text.ptr[n]))
			n++;
		text = str_slice(text.ptr + n, text.len - n);
	}
	*ret_seconds = 0;
	if (text.len == 0 || str_is(text, "Z"))
		return true;
	if (text.len != 6 || text.ptr[3] != ':' || (text.ptr[0] != '+' && text.ptr[0] != '-') ||
	    !two_digits(text, 1, 23, &hours) || !two_digits(text, 4, 59, &minutes))
		return false;
	*ret_seconds = (hours * 3600 + minutes * 60) * (text.ptr[0] == '-' ? -1 : 1);
	return true;
}

/* A time as the AWS CLI prints it: RFC 3339, or seconds since 1970 in its first version. */
static int64_t time_of(struct text text)
{
	struct str s = text.s, whole;
	int64_t hour, minute, second, offset;
	uint64_t seconds;
	date day;

	if (text.presence != KNOWN)
		return TIME_UNKNOWN;
	if (s.len < 19 || s.ptr[10] != 'T') {
		if (!str_cut(&s, '.', &whole))
			whole = s;
		return str_to_u64(whole, INT64_MAX, &seconds) ? (int64_t)seconds : TIME_UNKNOWN;
	}
	if (!date_parse(str_slice(s.ptr, 10), &day) || !two_digits(s, 11, 23, &hour) ||
	    !two_digits(s, 14, 59, &minute) || !two_digits(s, 17, 60, &second) ||
	    !read_offset(str_slice(s.ptr + 19, s.len - 19), &offset))
		return TIME_UNKNOWN;
	return (int64_t)day * SECONDS_A_DAY + hour * 3600 + minute * 60 + second - offset;
}

static void take_names(struct aws *aws, struct certificate_content *content,
		       const struct node *list)
{
	if (list == NULL || list->kind != NODE_SEQUENCE)
		return;
	content->names = NEW_ARRAY(aws->arena, struct certificate_name, list->sequence.n);
	for (size_t i = 0; i < list->sequence.n; i++) {
		const struct node *item = list->sequence.items[i];
		struct certificate_name *name;

		if (item->kind != NODE_SCALAR)
			continue;
		name = &content->names[content->n_names++];
		name->text.raw = item->text;
		name->text.shown = octets_shown(aws->arena, item->text, 253);
		if (dname_parse(aws->arena, item->text, NULL, &name->name) != DNAME_OK)
			name->name = NULL;
	}
	content->has_names = content->n_names > 0;
}

/* The service writes "RSA_2048" in its model and "RSA-2048" in its answers. */
static void take_key(struct aws *aws, struct public_key *key, struct text algorithm)
{
	static const struct {
		const char *end;
		enum key_kind kind;
		unsigned bits;
		const char *curve, *title;
	} names[] = {
		{"RSA_1024", KEY_RSA, 1024, NULL, "RSA 1024"},
		{"RSA_2048", KEY_RSA, 2048, NULL, "RSA 2048"},
		{"RSA_3072", KEY_RSA, 3072, NULL, "RSA 3072"},
		{"RSA_4096", KEY_RSA, 4096, NULL, "RSA 4096"},
		{"EC_prime256v1", KEY_EC, 256, "P-256", "P-256"},
		{"EC_secp384r1", KEY_EC, 384, "P-384", "P-384"},
		{"EC_secp521r1", KEY_EC, 521, "P-521", "P-521"},
	};
	char *text = arena_cstr(aws->arena, algorithm.s);

	for (size_t i = 0; text[i] != '\0'; i++)
		if (text[i] == '-')
			text[i] = '_';
	key->title = text[0] == '\0' ? "a key that is not known"
				     : octets_shown(aws->arena, algorithm.s, 64);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_is(str_from(text), names[i].end)) {
			key->kind = names[i].kind;
			key->bits = names[i].bits;
			key->curve = names[i].curve;
			key->title = names[i].title;
		}
}

/* "SHA256WITHRSA": what stands before WITH is the digest. */
static const char *digest_of_signature(struct aws *aws, struct str algorithm)
{
	size_t at;

	return str_find(algorithm, "WITH", &at)
		       ? arena_cstr(aws->arena, str_slice(algorithm.ptr, at))
		       : NULL;
}

void aws_take_issued(struct aws *aws, const struct node *item, struct certificate *declared)
{
	struct issued_certificate *issued = NEW(aws->arena, struct issued_certificate);
	const struct node *users = node_get(item, "InUseBy");
	struct text name = aws_text(aws, item, "DomainName");
	struct text signature = aws_text(aws, item, "SignatureAlgorithm");

	issued->arn = aws_text(aws, item, "CertificateArn");
	issued->status = aws_text(aws, item, "Status");
	issued->content.at = issued->arn.at;
	issued->content.title =
		octets_shown(aws->arena, name.presence == KNOWN ? name.s : issued->arn.s, 100);
	issued->content.subject = octets_shown(aws->arena, aws_text(aws, item, "Subject").s, 1024);
	issued->issuer = octets_shown(aws->arena, aws_text(aws, item, "Issuer").s, 1024);
	issued->serial = octets_shown(aws->arena, aws_text(aws, item, "Serial").s, 128);
	issued->not_before = time_of(aws_text(aws, item, "NotBefore"));
	issued->not_after = time_of(aws_text(aws, item, "NotAfter"));
	issued->path_length = -1;
	issued->server_authentication = true;
	issued->renewed_by_acm = str_is(aws_text(aws, item, "RenewalEligibility").s, "ELIGIBLE");
	take_names(aws, &issued->content, node_get(item, "SubjectAlternativeNames"));
	take_key(aws, &issued->content.key, aws_text(aws, item, "KeyAlgorithm"));
	if (signature.presence == KNOWN) {
		issued->signature = octets_shown(aws->arena, signature.s, 64);
		issued->digest = digest_of_signature(aws, signature.s);
	}
	for (size_t i = 0; users != NULL && users->kind == NODE_SEQUENCE && i < users->sequence.n;
	     i++)
		if (users->sequence.items[i]->kind == NODE_SCALAR)
			aws_list_add(aws, &issued->users,
				     (struct text){KNOWN, users->sequence.items[i]->text,
						   users->sequence.items[i]->at});
	issued->claims_public = str_is(aws_text(aws, item, "Type").s, "AMAZON_ISSUED");
	issued->belonging = declared == NULL ? BELONGS_TO_NONE : BELONGS_BY_ARN;
	issued->declared = declared;
	*VEC_PUSH(aws->arena, &aws->model->issued) = issued;
}
