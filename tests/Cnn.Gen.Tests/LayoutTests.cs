namespace Cnn.Gen.Tests;

public class LayoutTests
{
    [Fact]
    public void ChannelsMoveInnermostAndBack()
    {
        int[] nchw = [.. Enumerable.Range(0, 2 * 3 * 2 * 2)]; // two images, 3 channels, 2 rows, 2 columns
        var nhwc = new int[nchw.Length];
        Layout.NchwToNhwc<int>(nchw, nhwc, 2, 2, 3);
        Assert.Equal([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11, 12, 16, 20, 13, 17, 21, 14, 18, 22, 15, 19, 23], nhwc);
        var back = new int[nchw.Length];
        Layout.NhwcToNchw<int>(nhwc, back, 2, 2, 3);
        Assert.Equal(nchw, back);
    }

    [Fact]
    public void WrongLengthsAndOverlapsAreRefused()
    {
        var data = new float[24];
        Assert.Throws<ArgumentException>("source", () => Layout.NchwToNhwc<float>(data.AsSpan(0, 13), new float[13], 2, 2, 3));
        Assert.Throws<ArgumentException>("destination", () => Layout.NchwToNhwc<float>(data.AsSpan(0, 12), new float[13], 2, 2, 3));
        Assert.Throws<ArgumentException>("destination", () => Layout.NhwcToNchw<float>(data.AsSpan(0, 12), data.AsSpan(11, 12), 2, 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>("channels", () => Layout.NhwcToNchw<float>(data, new float[24], 2, 2, 0));
    }
}

public class PixelsTests
{
    [Fact]
    public void BytesAreNormalised()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var numbers = new float[256];
        Pixels.ToFloat(bytes, numbers);
        Assert.Equal(bytes.Select(value => value / 255f), numbers);
        Pixels.ToFloat(bytes, numbers, 0.1307f, 0.3081f);
        Assert.Equal(bytes.Select(value => ((value / 255f) - 0.1307f) / 0.3081f), numbers);
    }

    [Fact]
    public void EachChannelHasItsOwn()
    {
        var numbers = new float[4];
        Pixels.ToFloat([255, 255, 0, 255], numbers, [0, 0.5f], [1, 0.25f]);
        Assert.Equal([1, 2, 0, 2], numbers);
    }

    [Fact]
    public void WrongLengthsAreRefused()
    {
        Assert.Throws<ArgumentException>("destination", () => Pixels.ToFloat(new byte[3], new float[4]));
        Assert.Throws<ArgumentException>("mean", () => Pixels.ToFloat(new byte[3], new float[3], [0, 0], [1, 1]));
        Assert.Throws<ArgumentException>("deviation", () => Pixels.ToFloat(new byte[4], new float[4], [0, 0], [1]));
    }
}
