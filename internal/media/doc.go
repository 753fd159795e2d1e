// Package media keeps sound and film that people add to a hub, each under a name that
// others know it by: a lesson's film, a clip in a teacher's voice. A file is checked
// by its first bytes, bounded, and either kept whole under its name or not at all.
//
// It deliberately does not know where bytes lie (Files does), what is in them beyond
// their container, or who may hear them.
package media
