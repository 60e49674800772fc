//! Numbers in as few bytes as they need, seven bits to each, the low ones first (LEB128).

/// Adds a number.
pub fn put(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or(0);
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

/// The next number; `None` at the end.
pub fn take<'b>(bytes: &mut impl Iterator<Item = &'b u8>) -> Option<u64> {
    let mut number = 0;
    for (byte, shift) in bytes.zip((0..64).step_by(7)) {
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
