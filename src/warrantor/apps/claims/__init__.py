"""Claims: a fault or a return, from the first report to the last parcel, as the terms have it carried out."""
