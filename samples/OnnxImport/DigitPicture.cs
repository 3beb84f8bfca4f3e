using StbImageSharp;

namespace OnnxImport;

/// <summary>
/// Brings a picture of a digit into the form that the network has learnt: as in MNIST, white on black, scaled so that its longer side is 20 pixels,
/// in the middle of 28x28 by its centre of mass.
/// </summary>
internal static class DigitPicture
{
    private const int Side = 20;

    /// <summary>Less than this share of the darkest ink is paper.</summary>
    private const float Paper = 0.15f;

    /// <summary>The image of a file, from 0 (paper) to 1 (ink).</summary>
    /// <exception cref="InvalidDataException">Not a picture, or nothing is drawn on it.</exception>
    public static float[] Read(string path)
    {
        ImageResult picture;
        try
        {
            picture = ImageResult.FromMemory(File.ReadAllBytes(path), ColorComponents.Grey);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException($"{path} is not a picture that can be read (PNG, JPEG, BMP): {exception.Message}");
        }

        var ink = new Ink(picture.Data, picture.Width, picture.Height);
        if (ink.Box is not { } box)
            throw new InvalidDataException($"{path}: nothing is drawn on it.");
        return Centre(Shrink(ink, box, out int width, out int height), width, height);
    }

    /// <summary>The box with the digit at its final size: each pixel is the mean of the area that it covers.</summary>
    private static float[] Shrink(Ink ink, (int Left, int Top, int Width, int Height) box, out int width, out int height)
    {
        float scale = (float)Side / Math.Max(box.Width, box.Height);
        width = Math.Max(1, (int)MathF.Round(box.Width * scale));
        height = Math.Max(1, (int)MathF.Round(box.Height * scale));
        var small = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                small[(y * width) + x] = ink.Mean(
                    box.Left + ((float)x * box.Width / width), box.Top + ((float)y * box.Height / height),
                    (float)box.Width / width, (float)box.Height / height);
            }
        }

        return small;
    }

    private static float[] Centre(float[] digit, int width, int height)
    {
        float mass = digit.Sum(), x = 0, y = 0;
        for (int pixel = 0; pixel < digit.Length; pixel++)
        {
            x += digit[pixel] * (pixel % width + 0.5f) / mass;
            y += digit[pixel] * (pixel / width + 0.5f) / mass;
        }

        int left = Math.Clamp((int)MathF.Round((DigitNet.InputWidth / 2f) - x), 0, DigitNet.InputWidth - width);
        int top = Math.Clamp((int)MathF.Round((DigitNet.InputHeight / 2f) - y), 0, DigitNet.InputHeight - height);
        var image = new float[DigitNet.InputLength];
        for (int row = 0; row < height; row++)
            digit.AsSpan(row * width, width).CopyTo(image.AsSpan(((top + row) * DigitNet.InputWidth) + left));
        return image;
    }

    /// <summary>How much each pixel differs from the paper, which is what most of the picture's edge is like.</summary>
    private sealed class Ink
    {
        private readonly float[] _values;
        private readonly int _width;
        private readonly int _height;

        public Ink(byte[] grey, int width, int height)
        {
            (_width, _height) = (width, height);
            byte[] edge = [.. grey.Where((_, pixel) => pixel % width == 0 || pixel % width == width - 1 || pixel < width || pixel >= grey.Length - width).Order()];
            int paper = edge[edge.Length / 2];
            float most = Math.Max(1, grey.Max(value => Math.Abs(value - paper)));
            _values = Array.ConvertAll(grey, value => Math.Abs(value - paper) / most);
            for (int pixel = 0; pixel < _values.Length; pixel++)
                _values[pixel] = most < 16 || _values[pixel] < Paper ? 0 : _values[pixel];
        }

        /// <summary>The smallest box around what is drawn; null where nothing is.</summary>
        public (int Left, int Top, int Width, int Height)? Box
        {
            get
            {
                int[] drawn = [.. Enumerable.Range(0, _values.Length).Where(pixel => _values[pixel] > 0)];
                if (drawn.Length == 0)
                    return null;
                int left = drawn.Min(pixel => pixel % _width), top = drawn[0] / _width;
                return (left, top, drawn.Max(pixel => pixel % _width) - left + 1, (drawn[^1] / _width) - top + 1);
            }
        }

        /// <summary>The mean over a rectangle, pixels that it cuts counted by their part in it.</summary>
        public float Mean(float left, float top, float width, float height)
        {
            float sum = 0;
            for (int y = (int)top; y < Math.Min(_height, top + height); y++)
            {
                float rows = Math.Min(y + 1, top + height) - Math.Max(y, top);
                for (int x = (int)left; x < Math.Min(_width, left + width); x++)
                    sum += _values[(y * _width) + x] * rows * (Math.Min(x + 1, left + width) - Math.Max(x, left));
            }

            return sum / (width * height);
        }
    }
}
