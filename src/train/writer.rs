//! Networks written beside the training, which does not wait for the disk.

use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use crate::format::{Arrays, npz};
use crate::{Error, Result};

/// Files that may wait to be written; with more, training waits too.
const LONGEST_QUEUE: usize = 4;

/// A file to be written.
type Job = (PathBuf, Arrays);

/// Writes files one after the other in a thread of its own, each whole or not at all.
#[derive(Default)]
pub(super) struct Writer {
    queue: Option<(SyncSender<Job>, JoinHandle<Result<()>>)>,
}

impl Writer {
    /// Has the file written soon.
    ///
    /// # Errors
    /// When this file or one before it could not be written; an error that comes later is returned by [`Writer::wait`].
    pub(super) fn write(&mut self, path: PathBuf, arrays: Arrays) -> Result<()> {
        if self.queue.is_none() {
            let (sender, receiver) = sync_channel::<Job>(LONGEST_QUEUE);
            let work = move || receiver.iter().try_for_each(|(path, arrays)| npz::write_arrays(&path, &arrays));
            let thread = Builder::new().name("checkpoints".to_string()).spawn(work);
            self.queue = Some((sender, thread.map_err(|error| Error::io("a thread cannot be started", error))?));
        }
        match &self.queue {
            Some((sender, _)) if sender.send((path, arrays)).is_ok() => Ok(()),
            // The thread has ended, which only an error makes it do.
            _ => self.wait(),
        }
    }

    /// Returns when all files are on disk.
    ///
    /// # Errors
    /// When one of them could not be written; those after it are not.
    pub(super) fn wait(&mut self) -> Result<()> {
        let Some((sender, thread)) = self.queue.take() else { return Ok(()) };
        drop(sender);
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl Drop for Writer {
    /// What was handed over is written even when training ends with an error, which is then the one to report.
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.queue.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}
