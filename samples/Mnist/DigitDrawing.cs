using System.Text;

namespace Mnist;

/// <summary>Draws digits with half blocks: a character is one pixel wide and two high, which makes pixels square.</summary>
internal static class DigitDrawing
{
    /// <summary>The empty frame around every digit of the data set, left out of the drawing.</summary>
    private const int Margin = 3;

    /// <summary>The picture, its lines ended by <c>\n</c>; a pixel is ink or paper, with the limit halfway between the image's lightest and darkest.</summary>
    public static string Draw(ReadOnlySpan<float> image)
    {
        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        foreach (float value in image)
            (least, most) = (Math.Min(least, value), Math.Max(most, value));

        var text = new StringBuilder();
        for (int y = Margin; y < DigitNet.InputHeight - Margin; y += 2)
        {
            for (int x = Margin; x < DigitNet.InputWidth - Margin; x++)
            {
                int pixel = (y * DigitNet.InputWidth) + x;
                bool upper = image[pixel] > (least + most) / 2, lower = image[pixel + DigitNet.InputWidth] > (least + most) / 2;
                text.Append((upper, lower) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' });
            }

            text.Append('\n');
        }

        return text.ToString(0, text.Length - 1);
    }
}
