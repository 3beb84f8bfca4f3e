using System.Buffers.Binary;
using System.IO.Compression;

namespace Cnn.Gen.Training.Tests;

public sealed class IdxTests
{
    private static readonly byte[] s_images = Idx([2, 2, 3], [0, 51, 102, 153, 204, 255, 255, 204, 153, 102, 51, 0]);
    private static readonly byte[] s_labels = Idx([2], [7, 3]);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void ReadsPlainAndGzipWhateverTheName(bool zipImages, bool zipLabels)
    {
        string directory = Directory.CreateTempSubdirectory("idx").FullName;
        try
        {
            string images = Path.Combine(directory, zipImages ? "images" : "images.gz"), labels = Path.Combine(directory, "labels");
            File.WriteAllBytes(images, zipImages ? Zip(s_images) : s_images);
            File.WriteAllBytes(labels, zipLabels ? Zip(s_labels) : s_labels);
            LabeledImages<float> data = LabeledImages<float>.ReadIdx(images, labels);

            Assert.Equal((2, 2, 3, 1, 1), (data.Count, data.Height, data.Width, data.Channels, data.LabelsPerImage));
            Assert.Equal([7, 3], data.Labels.ToArray());
            Assert.Equal([0f, 0.2f, 0.4f, 0.6f, 0.8f, 1f], data.Image(0).ToArray());
            Assert.Equal([1f, 0.8f, 0.6f, 0.4f, 0.2f, 0f], data.Image(1).ToArray());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void ScalesPixels()
    {
        LabeledImages<double> data = LabeledImages<double>.ReadIdx(new MemoryStream(s_images), new MemoryStream(s_labels), 0.4, 0.2);
        double[] expected = [-2, -1, 0, 1, 2, 3];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], data.Image(0)[i], 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(static () => LabeledImages<float>.ReadIdx(new MemoryStream(s_images), new MemoryStream(s_labels), 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => LabeledImages<float>.ReadIdx(new MemoryStream(s_images), new MemoryStream(s_labels), double.NaN));
    }

    [Fact]
    public void FourDimensionsHaveChannels()
    {
        byte[] images = Idx([2, 1, 2, 3], new byte[12]);
        LabeledImages<float> data = LabeledImages<float>.ReadIdx(new MemoryStream(images), new MemoryStream(s_labels));
        Assert.Equal((1, 2, 3), (data.Height, data.Width, data.Channels));
    }

    [Fact]
    public void NoImagesAreNoError()
    {
        LabeledImages<float> data = LabeledImages<float>.ReadIdx(new MemoryStream(Idx([0, 28, 28], [])), new MemoryStream(Idx([0], [])));
        Assert.Equal(0, data.Count);
    }

    public static TheoryData<string, byte[], string> Hostile => new()
    {
        { "empty", [], "byte 0: it ends before its four bytes of type is complete" },
        { "one byte", [0], "byte 1: it ends before" },
        { "text", "hello, world"u8.ToArray(), "byte 0: it begins with 68656C6C" },
        { "floats", Header(0x0D, 2, 2, 3), "byte 2: its elements are of type 0x0D" },
        { "labels for images", s_labels, "byte 3: it has 1 dimensions; expected 3 to 4" },
        { "no dimensions", Header(8), "byte 3: it has 0 dimensions" },
        { "cut header", s_images[..13], "byte 13: it ends before dimension 2 is complete" },
        { "cut elements", s_images[..^1], "byte 27: it ends after 11 of the 12 elements" },
        { "goes on", [.. s_images, 0], "the file goes on after the 12 elements" },
        { "no rows", Header(8, 2, 0, 3), "byte 8: dimension 1 is 0; expected 1 to" },
        { "negative", Header(8, -1, 2, 3), "byte 4: dimension 0 is 4294967295" },
        { "promises 2 GB", Header(8, 2_000_000, 28, 28), "it ends after 0 of the 1568000000 elements" },
        { "promises too much", Header(8, int.MaxValue, int.MaxValue, int.MaxValue), "at most 2147483591 can be read" },
        { "promises much too much", Header(8, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue), "at most 2147483591 can be read" },
        { "gzip cut", Zip(s_images)[..25], "" },
        { "gzip damaged", Damage(Zip(s_images)), "the gzip data is damaged" },
        { "gzip head only", [0x1F, 0x8B], "byte 0: it ends before" },
        { "not the labels' images", Idx([3, 1, 1], new byte[3]), "'images' holds 3 images, 'labels' 2 labels" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void HostileFilesAreRefused(string name, byte[] images, string message)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<InvalidDataException>(() => LabeledImages<float>.ReadIdx(new MemoryStream(images), new MemoryStream(s_labels)));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains("images'", refused.Message, StringComparison.Ordinal);
        Assert.True(allocated < 1 << 20, $"{name}: {allocated} bytes allocated for a file of {images.Length}");
    }

    [Fact]
    public void MutatedFilesAreReadOrRefusedAndNothingElse()
    {
        int seed = Environment.TickCount, refused = 0;
        var random = new Random(seed);
        byte[][] originals = [s_images, Zip(s_images)];
        for (int round = 0; round < 2000; round++)
        {
            byte[] file = [.. originals[round % 2]];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
            if (random.Next(4) == 0)
                file = file[..random.Next(file.Length)];
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                LabeledImages<float>.ReadIdx(new MemoryStream(file), new MemoryStream(s_labels));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"round {round}, seed {seed}: {exception}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 1 << 20, $"round {round}, seed {seed}: {allocated} bytes allocated");
        }

        Assert.True(refused > 500, $"only {refused} refused; seed {seed}");
    }

    internal static byte[] Idx(int[] shape, byte[] elements) => [.. Header(8, shape), .. elements];

    private static byte[] Header(byte type, params int[] shape)
    {
        byte[] header = new byte[4 + (4 * shape.Length)];
        (header[2], header[3]) = (type, (byte)shape.Length);
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), shape[i]);
        return header;
    }

    private static byte[] Zip(byte[] content)
    {
        using var file = new MemoryStream();
        using (var zip = new GZipStream(file, CompressionLevel.Optimal))
            zip.Write(content);
        return file.ToArray();
    }

    private static byte[] Damage(byte[] zipped)
    {
        zipped[10] = 0xFF; // a block of the reserved type
        return zipped;
    }
}
