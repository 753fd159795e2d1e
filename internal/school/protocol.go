package school

// Protocol is the one number that tablets, hubs and clouds compare. A hub serves
// Protocol−2 … Protocol.
const Protocol = 0

// TicksPerSecond is the resolution of every time in the log: 10 ms.
const TicksPerSecond = 100

// TicksPerDay is the number of ticks in a day of 24 hours.
const TicksPerDay = 24 * 60 * 60 * TicksPerSecond
