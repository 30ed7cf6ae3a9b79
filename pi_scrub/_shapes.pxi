# How digits are grouped and what stands between and around them, as judges/phone.py reads a piece of a run. `_numbers.pxi` includes it.

cdef struct Shape:  # the digits of a piece, and how they are grouped
    u8 digits[MOST_DIGITS + 4]
    u32 count  # of all digits, of which so many of the first are kept as there is room for
    u32 zeros  # leading ones
    u32 sizes[2 * MOST_DIGITS + 4]
    u32 groups
    bint bracketed  # a trunk prefix in brackets, `(0)`: it is a group, and none of the digits where one stands before it
    const u8 *at
    const u8 *to

cdef u32 _closed(const u8 *text, u32 start, u32 end, u32 stop) noexcept nogil:
    """`end`, or behind the bracket that closes there and opens before the +."""
    if text[start] != b"(" or end == stop or text[end] != b")" or memchr(text + start + 1, b"(", end - start - 1) != NULL:
        return end
    return end + 1


cdef bint _exits(const u8 *at, const u8 *end) noexcept nogil:
    """Whether the first two digits are zeros."""
    cdef u32 zeros = 0
    while at < end and zeros < 2:
        if _digit(at[0]):
            if at[0] != b"0":
                return False
            zeros += 1
        at += 1
    return zeros == 2


cdef bint _may_exit(const u8 *text, u32 size) noexcept nogil:
    """Whether anywhere a 0 that no digit precedes is followed by another: what no region knows must begin so where little speaks for it."""
    cdef u32 at
    cdef u8 before = 0, digit = 0  # the last byte; the last digit, where that begins a group
    for at in range(size):
        if _digit(text[at]):
            if digit == b"0" and text[at] == b"0":
                return True
            digit = 0 if _digit(before) else text[at]
        before = text[at]
    return False


cdef inline u32 _tail_place(u32 packed) noexcept nogil:
    return (packed * <u32>0x9E3779B1) >> 20


cdef void _read(const u8 *at, const u8 *to, Shape *shape) noexcept nogil:
    """The digits of a piece and the sizes of their groups."""
    cdef const u8 *p = at
    shape.count = shape.zeros = shape.groups = 0
    shape.bracketed = False
    shape.at, shape.to = at, to
    while p < to:
        if _digit(p[0]):
            if shape.count < MOST_DIGITS:
                if p == at or not _digit(p[-1]):
                    shape.sizes[shape.groups] = 0
                    shape.groups += 1
                shape.digits[shape.count] = p[0]
                shape.sizes[shape.groups - 1] += 1
            shape.zeros += shape.zeros == shape.count and p[0] == b"0"
            shape.count += 1
        elif p[0] == b"(" and to - p > 2 and p[1] == b"0" and p[2] == b")":
            shape.bracketed = True
            if p > at and (_digit(p[-1]) or (p - at > 1 and _before_trunk(p[-1]) and _digit(p[-2]))):
                if shape.count < MOST_DIGITS:
                    shape.sizes[shape.groups] = 1
                    shape.groups += 1
                p += 2
        p += 1


cdef u32 _all_digits(Shape *shape, u8 *digits) noexcept nogil:
    """The digits of a piece with those of the trunk prefixes in brackets, at most two for each that counts; how many there are."""
    cdef const u8 *p = shape.at
    cdef u32 count = 0
    while p < shape.to:
        if _digit(p[0]):
            digits[count] = p[0]
            count += 1
        p += 1
    return count


cdef bint _sized(Shape *shape, u32 first, u32 sizes, u32 groups) noexcept nogil:
    """Whether the groups of a piece from one on have these sizes."""
    cdef u32 index
    for index in range(groups):
        if shape.sizes[first + index] != sizes >> 4 * index & 15:
            return False
    return True


cdef inline bint _before_trunk(u8 byte) noexcept nogil:
    """Whether it may stand between the country's code and a trunk prefix in brackets."""
    return _space(byte) or byte == b"." or byte == b"-" or byte == b"/"


cdef bint _parts(u8 byte) noexcept nogil:
    return _space(byte) or byte == b"~"


cdef bint _trunk_in_brackets(const u8 *text, u32 size) noexcept nogil:
    return find_bytes(text, text + size, b"(0)", 3) != NULL


cdef bint _is_counter(Shape *shape, u32 context) noexcept nogil:
    return shape.to - shape.at < 9 and shape.count == shape.to - shape.at and shape.digits[0] != b"0" and not context & G_A_QUOTED


cdef bint _may_be_shaped(Shape *shape) noexcept nogil:
    cdef const u8 *at = shape.at
    cdef u64 size = shape.to - at
    cdef bint opened = at[0] == b"(" or at[0] == b"0"
    cdef Match m
    if shape.groups == 1:
        return size >= 9 and at[0] == b"0"
    if (at[0] == b"0" and at[1] == b".") or (not opened and find_bytes(at, shape.to, b" - ", 3) != NULL):
        return False
    if shape.groups == 2 and memchr(at, b".", size) != NULL:
        return False
    m.begin, m.end = at, shape.to
    return REVERSE_DNS_match(&m, at) == NULL
