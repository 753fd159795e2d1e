// Package stick keeps bundles as sealed files in a folder that a person carries: a
// USB stick, a memory card, a phone. It knows the manners of such file systems: a
// file appears under its name only when it is whole, nothing is renamed over
// another, no folder is synced, and what somebody copied half or twice does no harm.
//
// A file is sealed to one reader's key by HPKE, so a lost stick tells nothing but
// how much it carries. The package does not know what bundles hold.
package stick
