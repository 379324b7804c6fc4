//! Files of `torch.save`, assembled by hand: opcodes of a pickle, and the zip around it.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A pickle in the making; every method appends opcodes.
#[derive(Default, Clone)]
pub struct Pickle(pub Vec<u8>);

impl Pickle {
    /// Protocol 2 begins.
    pub fn new() -> Self {
        Pickle(b"\x80\x02".to_vec())
    }

    pub fn raw(mut self, opcodes: &[u8]) -> Self {
        self.0.extend_from_slice(opcodes);
        self
    }

    pub fn text(self, text: &str) -> Self {
        let length = u32::try_from(text.len()).expect("a short text").to_le_bytes();
        self.raw(b"X").raw(&length).raw(text.as_bytes())
    }

    pub fn int(self, number: usize) -> Self {
        let number = i32::try_from(number).expect("a small number").to_le_bytes();
        self.raw(b"J").raw(&number)
    }

    pub fn global(self, module: &str, name: &str) -> Self {
        self.raw(format!("c{module}\n{name}\n").as_bytes())
    }

    pub fn tuple(self, numbers: &[usize]) -> Self {
        numbers.iter().fold(self.raw(b"("), |pickle, &number| pickle.int(number)).raw(b"t")
    }

    /// A view of a storage, as PyTorch writes a tensor.
    pub fn tensor(self, view: &View) -> Self {
        self.global("torch._utils", "_rebuild_tensor_v2")
            .raw(b"((")
            .text("storage")
            .global("torch", view.storage_type)
            .text(view.key)
            .text("cpu")
            .int(view.entries)
            .raw(b"tQ")
            .int(view.offset)
            .tuple(view.shape)
            .tuple(view.strides)
            .raw(b"\x89")
            .global("collections", "OrderedDict")
            .raw(b")RtR")
    }

    /// The end.
    pub fn stop(self) -> Vec<u8> {
        self.raw(b".").0
    }
}

/// What a tensor sees of a storage.
pub struct View<'a> {
    pub storage_type: &'a str,
    pub key: &'a str,
    pub entries: usize,
    pub offset: usize,
    pub shape: &'a [usize],
    pub strides: &'a [usize],
}

/// The pickle of a dictionary of tensors.
pub fn state_dict(views: &[(&str, View<'_>)]) -> Vec<u8> {
    let start = Pickle::new().raw(b"}(");
    views.iter().fold(start, |pickle, (name, view)| pickle.text(name).tensor(view)).raw(b"u").stop()
}

/// A zip archive of the given files.
pub fn zip(files: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, options).expect("a new file of the archive");
        archive.write_all(content).expect("memory is writable");
    }
    archive.finish().expect("the archive is complete").into_inner()
}

/// A file of `torch.save` with the given pickle and storages.
pub fn torch_file(pickle: &[u8], storages: &[(&str, &[u8])]) -> Vec<u8> {
    let names: Vec<String> = storages.iter().map(|(key, _)| format!("net/data/{key}")).collect();
    let mut files = vec![("net/data.pkl", pickle), ("net/byteorder", &b"little"[..]), ("net/version", &b"3\n"[..])];
    files.extend(names.iter().map(String::as_str).zip(storages.iter().map(|(_, content)| *content)));
    zip(&files, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored))
}
