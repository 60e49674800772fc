//! The Merkle tree of RFC 6962, section 2.1, and its proofs.

use std::cmp::Ordering;

use sha2::Digest;
use sha2::Sha256;

/// A hash of the tree.
pub type Hash = [u8; 32];

/// The hash of an entry.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(entry);
    hash.finalize().into()
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// A tree that grows: the hashes of its whole subtrees, the largest first, which is all that is
/// needed to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    /// One for every bit of the size that is set, the highest first.
    subtrees: Vec<Hash>,
}

impl Tree {
    /// How many entries it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of its whole subtrees, the largest first.
    #[must_use]
    pub fn subtrees(&self) -> &[Hash] {
        &self.subtrees
    }

    /// A tree of that size with these subtrees; `None` where they cannot belong together.
    #[must_use]
    pub fn from_parts(size: u64, subtrees: Vec<Hash>) -> Option<Self> {
        let fits = usize::try_from(size.count_ones()).ok() == Some(subtrees.len());
        fits.then_some(Self { size, subtrees })
    }

    /// Adds an entry by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// Its root; of an empty tree the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut smallest_first = self.subtrees.iter().rev();
        let Some(first) = smallest_first.next() else {
            return Sha256::digest([]).into();
        };
        smallest_first.fold(*first, |right, left| node_hash(left, &right))
    }
}

impl FromIterator<Hash> for Tree {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut tree = Self::default();
        leaves.into_iter().for_each(|leaf| tree.push(leaf));
        tree
    }
}

fn root_of(leaves: &[Hash]) -> Hash {
    leaves.iter().copied().collect::<Tree>().root()
}

/// Where the tree over so many leaves splits: the largest power of two below; leaves are two or
/// more.
fn split(leaves: u64) -> u64 {
    1 << (u64::BITS - 1 - (leaves - 1).leading_zeros())
}

fn halves(leaves: &[Hash]) -> (&[Hash], &[Hash]) {
    let at = usize::try_from(split(leaves.len() as u64)).unwrap_or(usize::MAX);
    leaves.split_at_checked(at).unwrap_or((leaves, &[]))
}

/// The proof that a leaf is in the tree: the hashes beside its way to the root, from the leaf up.
/// Empty where there is no such leaf.
#[must_use]
pub fn inclusion(leaves: &[Hash], index: usize) -> Vec<Hash> {
    if leaves.len() < 2 || index >= leaves.len() {
        return Vec::new();
    }
    let (left, right) = halves(leaves);
    let (mut proof, beside) = match index.checked_sub(left.len()) {
        None => (inclusion(left, index), right),
        Some(index) => (inclusion(right, index), left),
    };
    proof.push(root_of(beside));
    proof
}

/// True where a proof shows that the leaf stands at `index` in the tree of that size and root.
#[must_use]
pub fn is_included(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    // RFC 9162, section 2.1.3.2.
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for beside in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(beside, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The proof that the tree over the first `old` leaves grew into the tree over all of them. Empty
/// where `old` is none of them or all.
#[must_use]
pub fn consistency(leaves: &[Hash], old: usize) -> Vec<Hash> {
    if old == 0 || old >= leaves.len() {
        return Vec::new();
    }
    grown(leaves, old, true)
}

/// `is_known` where the old root is that of these leaves, so that it need not be told.
fn grown(leaves: &[Hash], old: usize, is_known: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if is_known {
            Vec::new()
        } else {
            vec![root_of(leaves)]
        };
    }
    let (left, right) = halves(leaves);
    if old <= left.len() {
        let mut proof = grown(left, old, is_known);
        proof.push(root_of(right));
        return proof;
    }
    let mut proof = grown(right, old - left.len(), false);
    proof.push(root_of(left));
    proof
}

/// True where a proof shows that the tree of the old size and root grew into the newer one.
#[must_use]
pub fn is_consistent(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    // RFC 9162, section 2.1.4.2.
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    match old_size.cmp(&new_size) {
        Ordering::Equal => return proof.is_empty() && old_root == new_root,
        Ordering::Greater => return false,
        Ordering::Less if old_size == 0 => return proof.is_empty(),
        Ordering::Less => {}
    }
    let mut proof = proof.iter();
    let first = if old_size.is_power_of_two() {
        Some(old_root)
    } else {
        proof.next()
    };
    let Some(first) = first else {
        return false;
    };
    let (mut at, mut last) = (old_size - 1, new_size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut was, mut is) = (*first, *first);
    for beside in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            was = node_hash(beside, &was);
            is = node_hash(beside, &is);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            is = node_hash(&is, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && was == *old_root && is == *new_root
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::hex;
    use crate::log::tree::Hash;
    use crate::log::tree::Tree;
    use crate::log::tree::consistency;
    use crate::log::tree::inclusion;
    use crate::log::tree::is_consistent;
    use crate::log::tree::is_included;
    use crate::log::tree::leaf_hash;

    fn leaves(count: u32) -> Vec<Hash> {
        (0..count).map(|at| leaf_hash(&at.to_le_bytes())).collect()
    }

    fn root(leaves: &[Hash]) -> Hash {
        leaves.iter().copied().collect::<Tree>().root()
    }

    /// The roots that implementations of RFC 6962 publish for these eight entries.
    #[test]
    fn roots_are_those_that_others_publish() {
        let entries: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Tree::default();
        assert_eq!(
            hex(&tree.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        for (entry, expected) in entries.iter().zip(roots) {
            tree.push(leaf_hash(entry));
            assert_eq!(hex(&tree.root()), expected);
        }
    }

    #[test]
    fn every_proof_of_small_trees_holds_and_no_other_does() {
        let all = leaves(40);
        for size in 1..=all.len() {
            let these = &all[..size];
            let of_these = root(these);
            for index in 0..size {
                let proof = inclusion(these, index);
                let at =
                    |index, size| is_included(all[index], index as u64, size, &proof, &of_these);
                assert!(at(index, size as u64), "{index} of {size}");
                assert!(!at((index + 1) % all.len(), size as u64));
            }
            for old in 0..=size {
                let proof = consistency(these, old);
                let before = root(&all[..old]);
                let new = (size as u64, &of_these);
                assert!(
                    is_consistent((old as u64, &before), new, &proof),
                    "{old} to {size}"
                );
                let other = (old as u64, &all[0]);
                assert!(old == 0 || all[0] == before || !is_consistent(other, new, &proof));
            }
        }
    }

    #[test]
    fn a_tree_goes_on_from_its_parts() {
        for size in 0..40_u32 {
            let tree: Tree = leaves(size).into_iter().collect();
            assert_eq!(tree.size(), u64::from(size));
            assert_eq!(tree.subtrees().len(), size.count_ones() as usize);
            let parts = tree.subtrees().to_vec();
            let mut again = Tree::from_parts(tree.size(), parts.clone()).unwrap();
            assert_eq!(again, tree);
            again.push(leaf_hash(&size.to_le_bytes()));
            assert_eq!(again.root(), root(&leaves(size + 1)));
            let wrong = u64::from(size) + if size.is_power_of_two() { 2 } else { 1 };
            let is_refused = Tree::from_parts(wrong, parts).is_none();
            assert_eq!(is_refused, wrong.count_ones() != size.count_ones());
        }
    }

    #[test]
    fn no_tree_grew_from_a_larger_one_and_every_tree_from_nothing() {
        let all = leaves(9);
        let (small, large) = (root(&all[..5]), root(&all));
        for (old, new, proof, expected) in [
            ((9, &large), (5, &small), &[][..], false),
            ((9, &small), (5, &small), &all[..1], false),
            ((0, &small), (5, &small), &[], true),
            ((0, &small), (5, &small), &all[..1], false),
            ((5, &small), (5, &small), &[], true),
            ((5, &large), (5, &small), &[], false),
            ((5, &small), (5, &small), &all[..1], false),
            ((5, &small), (9, &large), &[], false),
        ] {
            assert_eq!(is_consistent(old, new, proof), expected, "{old:?} {new:?}");
        }
    }

    proptest! {
        #[test]
        fn a_changed_proof_is_refused(size in 2_u32..200, index: prop::sample::Index, at: prop::sample::Index, bit in 0_usize..256) {
            let all = leaves(size);
            let index = index.index(all.len());
            let mut proof = inclusion(&all, index);
            let hash = at.index(proof.len());
            proof[hash][bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!is_included(all[index], index as u64, u64::from(size), &proof, &root(&all)));
        }
    }
}
