package casework

// DeliverOne is what a runner does with a letter it holds.
var DeliverOne = (*Desk).deliver
