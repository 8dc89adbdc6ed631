// A property that fails once has noticed: the smallest case is nobody's concern here, and takes long to find.
import fc from 'fast-check';

fc.configureGlobal({ endOnFailure: true });
