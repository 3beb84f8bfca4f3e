using System.Text;

namespace OnnxImport;

/// <summary>Draws images with half blocks: a character is one pixel wide and two high, which makes pixels square.</summary>
internal static class DigitDrawing
{
    /// <summary>The empty frame around every digit, of which only a part is drawn.</summary>
    private const int Margin = 2;

    /// <summary>The picture: ink where the image is more than half as bright as it gets.</summary>
    public static string Draw(ReadOnlySpan<float> image)
    {
        var text = new StringBuilder();
        for (int y = Margin; y < DigitNet.InputHeight - Margin; y += 2)
        {
            text.Append(y == Margin ? "  " : "\n  ");
            for (int x = Margin; x < DigitNet.InputWidth - Margin; x++)
            {
                int pixel = (y * DigitNet.InputWidth) + x;
                bool upper = image[pixel] > 0.5f, lower = image[pixel + DigitNet.InputWidth] > 0.5f;
                text.Append((upper, lower) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' });
            }
        }

        return text.ToString();
    }
}
