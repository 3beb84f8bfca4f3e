namespace Cnn.Gen.Runtime;

/// <content>Bands of rows, through which several convolutions go one after the other.</content>
public static partial class Blocks
{
    /// <summary>
    /// Makes room in a band for the next rows of its image, and tells which of them are to be computed: from <c>From</c> on, <c>Count</c>
    /// rows. Rows above and below the image are zeros.
    /// </summary>
    /// <param name="band">The band, zeros to the left and right of its pixels included.</param>
    /// <param name="row">Elements from row to row.</param>
    /// <param name="rows">Rows of the band.</param>
    /// <param name="kept">Rows that it shares with the band before: they are moved to its beginning.</param>
    /// <param name="least">Rows to compute at least, where there are any: those in the band may be computed again.</param>
    /// <param name="top">The row of the image with which the band is to begin; negative above the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="first">Whether nothing of the image is in the band yet.</param>
    public static (int From, int Count) NextRows<T>(ref T band, int row, int rows, int kept, int least, int top, int height, bool first)
        where T : unmanaged
    {
        Span<T> all = Span(ref band, 0, rows * row);
        if (first)
        {
            all.Clear();
            kept = 0;
        }
        else
        {
            all[((rows - kept) * row)..].CopyTo(all);
        }

        int from = Math.Max(top + kept, 0), to = Math.Min(top + rows, height);
        if (!first && to < top + rows)
            all[(Math.Max(to - top, 0) * row)..].Clear();
        return to <= from ? (from, 0) : to - from < least ? (to - least, least) : (from, to - from);
    }
}
