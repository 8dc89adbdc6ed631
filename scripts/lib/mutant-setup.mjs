// One failure of a property is enough: finding the smallest case would take long and is not needed here.
import fc from 'fast-check';

fc.configureGlobal({ endOnFailure: true });
